import { settingsOf, stageNames } from '../../lib/config';

describe('settings', () => {
  it('protect the data of staging and prod, and keep it when a stack goes', () => {
    for (const stage of ['staging', 'prod']) {
      expect(settingsOf(stage)).toMatchObject({ protected: true, removalPolicy: 'retain' });
    }
    expect(settingsOf('dev')).toMatchObject({ protected: false, removalPolicy: 'destroy' });
  });

  it('let pictures expire no sooner than their lock does', () => {
    for (const { evidence } of stageNames.map(settingsOf)) {
      expect(evidence.expiryDays).toBeGreaterThanOrEqual(evidence.lockDays);
    }
  });

  it('fence signing in more tightly than the rest', () => {
    for (const { firewall } of stageNames.map(settingsOf)) {
      expect(firewall.signInRequestsPerFiveMinutes).toBeLessThan(firewall.requestsPerFiveMinutes);
      // WAF accepts no lower limit.
      expect(firewall.signInRequestsPerFiveMinutes).toBeGreaterThanOrEqual(10);
    }
  });

  it('ask for similarity as Rekognition counts it, from 0 to 100', () => {
    for (const { faces } of stageNames.map(settingsOf)) {
      for (const threshold of [faces.liveness, faces.similarity]) {
        expect(threshold).toBeGreaterThan(50);
        expect(threshold).toBeLessThanOrEqual(100);
      }
    }
  });
});
