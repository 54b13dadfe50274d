import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  asksForAddresses,
  type Build,
  buildFunctions,
  missingHandlers,
  requirePublishable,
} from '../../bin/build';
import { ipDatabaseFiles } from '../../lambdas/adapters/ip-database-source';
import { ocrModelFiles } from '../../lambdas/adapters/ppocr-card-reader';
import { functions } from '../../lambdas/contract/functions';
import { routes } from '../../lambdas/contract/routes';
import { ratePpm } from '../../lambdas/core/rate';
import { openCatalogue, openProducts } from '../../lambdas/platform/composition/products';

describe('the bundles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sunlend-build-'));
  let built: Build;
  let bundles: Build['bundles'] = [];
  beforeAll(async () => {
    built = await buildFunctions(folder);
    bundles = built.bundles;
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('exist for every operation, each with its handler', () => {
    expect(missingHandlers()).toEqual([]);
    expect(bundles.map(({ operationId }) => operationId)).toEqual(
      [...routes, ...functions].map(({ operationId }) => operationId),
    );
    for (const { operationId } of bundles) {
      expect(existsSync(join(folder, operationId, 'index.js'))).toBe(true);
    }
  });

  it('have models and ARM64 runtime beside the card reader only, within what Lambda takes', () => {
    const runtime =
      'node_modules/onnxruntime-node/bin/napi-v6/linux/arm64/onnxruntime_binding.node';
    for (const file of [...Object.values(ocrModelFiles).map((name) => `ocr/${name}`), runtime]) {
      expect(existsSync(join(folder, 'readCard', file))).toBe(true);
    }
    expect(existsSync(join(folder, 'signIn', 'ocr'))).toBe(false);
    expect(built.modelBytes).toBeGreaterThan(10_000_000);
    expect(built.modelBytes).toBeLessThan(250 * 1024 * 1024);
  });

  it('have the databases of addresses beside those to which applications come only', () => {
    const holding = bundles
      .map(({ operationId }) => operationId)
      .filter((operationId) => existsSync(join(folder, operationId, 'ip')));

    expect(holding.sort()).toEqual([...asksForAddresses].sort());
    for (const operationId of holding)
      for (const file of Object.values(ipDatabaseFiles))
        expect(statSync(join(folder, operationId, 'ip', file)).size).toBeGreaterThan(1_000_000);
  });

  it('stay below 1 MB, so that a cold start stays short', () => {
    const heavy = bundles.filter(({ bytes }) => bytes > 1_000_000);
    expect(heavy.map(({ operationId, bytes }) => `${operationId} ${bytes}`)).toEqual([]);
  });

  it('hold the clients of the services they use, and of no others', () => {
    const uses = (client: string) =>
      bundles
        .filter(({ packages }) => packages.includes(`@aws-sdk/${client}`))
        .map(({ operationId }) => operationId)
        .sort();

    expect(uses('client-rekognition')).toEqual([
      'completeLivenessSession',
      'createLivenessSession',
    ]);
    const sending = [
      'requestProofCode',
      'requestSignInCode',
      'startPhoneChange',
      'takeCollectionActions',
    ];
    expect(uses('client-sns')).toEqual(sending);
    expect(uses('client-pinpoint-sms-voice-v2')).toEqual(sending);
    expect(uses('client-sfn')).toEqual(
      expect.arrayContaining(['advanceWorkflow', 'offerContract', 'sendDisbursement']),
    );
    expect(uses('client-dynamodb').length).toBeGreaterThan(30);
  });

  it('hold no locale of zod: one careless import would add 370 kB to each', () => {
    for (const { operationId } of bundles) {
      expect(readFileSync(join(folder, operationId, 'index.js'), 'utf8')).not.toContain('erwartet');
    }
  });

  it('come with source maps, without the sources', () => {
    const map = JSON.parse(readFileSync(join(folder, 'signIn', 'index.js.map'), 'utf8'));
    expect(map.sources.length).toBeGreaterThan(10);
    expect(map.sourcesContent).toBeUndefined();
  });
});

describe('the products', () => {
  const products = openProducts();
  const { capRules } = openCatalogue();

  it('may be published as they are', () => {
    expect(products.length).toBeGreaterThan(0);
    expect(() => requirePublishable(products, capRules)).not.toThrow();
  });

  it('stop the build when one person alone approved a version', () => {
    const alone = products.map((product) => ({
      ...product,
      approvals: product.approvals.slice(0, 1),
    }));
    expect(() => requirePublishable(alone, capRules)).toThrow(/may not be published: two people/);
  });

  it('stop the build when a combination costs more than the cap', () => {
    const dear = products.map((product) => ({
      ...product,
      rateGrid: { ...product.rateGrid, E: { '12': ratePpm(239_000) } },
    }));
    expect(() => requirePublishable(dear, capRules)).toThrow(/may not be published: .*exceeds/);
  });
});
