import { settingsOf, stageNames } from '../../lib/config';

describe('settings', () => {
  it('protect the data of staging and prod, and keep it when a stack goes', () => {
    for (const stage of ['staging', 'prod']) {
      expect(settingsOf(stage)).toMatchObject({ protected: true, removalPolicy: 'retain' });
    }
    expect(settingsOf('dev')).toMatchObject({ protected: false, removalPolicy: 'destroy' });
  });

  it('keep attempts for a day, faces for a season at most, and cards longest', () => {
    for (const { pictures } of stageNames.map(settingsOf)) {
      const { attemptDays, faceDays, cardLockDays, cardDays = Number.POSITIVE_INFINITY } = pictures;
      expect(attemptDays).toBe(1);
      expect(faceDays).toBeLessThanOrEqual(92);
      expect(cardDays).toBeGreaterThan(faceDays);
      expect(cardDays).toBeGreaterThanOrEqual(cardLockDays);
    }
  });

  it('leave the cards of real customers to the night that shreds, ten years after the end', () => {
    expect(settingsOf('prod').pictures.cardDays).toBeUndefined();
  });

  it('send real money through providers alone: the sandbox bank is for dev', () => {
    expect(settingsOf('dev').channels.enabled).toEqual(['sandbox']);
    for (const stage of ['staging', 'prod']) {
      const { enabled, urls, callbackOrigin } = settingsOf(stage).channels;
      expect(enabled).not.toContain('sandbox');
      for (const address of [...enabled.map((name) => urls[name]), callbackOrigin])
        expect(address).toMatch(/^https:/);
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
      for (const threshold of [faces.livenessThreshold, faces.similarityThreshold]) {
        expect(threshold).toBeGreaterThan(50);
        expect(threshold).toBeLessThanOrEqual(100);
      }
    }
  });
});
