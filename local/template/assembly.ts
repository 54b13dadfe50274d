/** Finds a stage's templates and assets in the cloud assembly that `cdk synth` wrote. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StartError } from '../cloud/start-error';

export interface RawResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export interface StackTemplate {
  readonly stackName: string;
  readonly Resources: Readonly<Record<string, RawResource>>;
  readonly Parameters: Readonly<Record<string, { Type: string; Default?: unknown }>>;
  readonly Outputs: Readonly<
    Record<string, { Value: unknown; Export?: { Name: unknown }; Condition?: string }>
  >;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Mappings: Readonly<Record<string, Record<string, Record<string, unknown>>>>;
  /** Where the asset lies that the template names by its object key in the assets bucket. */
  assetPath(objectKey: string): string | undefined;
}

interface Artifact {
  readonly type: string;
  readonly properties?: Readonly<Record<string, string>>;
}

interface AssetFile {
  readonly source: { readonly path?: string };
  readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
}

/**
 * The stacks of one stage.
 * @throws StartError when nothing was synthesized, or no such stage.
 */
export function readAssembly(assemblyDirectory: string, stage: string): StackTemplate[] {
  const directory = stageDirectory(resolve(assemblyDirectory), stage);
  const artifacts = readManifest(directory);
  const assets = Object.values(artifacts)
    .filter((artifact) => artifact.type === 'cdk:asset-manifest')
    .flatMap((artifact) => readAssets(directory, artifact.properties?.file ?? ''));
  const paths = new Map(assets);
  return Object.entries(artifacts)
    .filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack')
    .map(([id, artifact]) => {
      const file = artifact.properties?.templateFile ?? '';
      const template = readJson(join(directory, file)) as Partial<StackTemplate>;
      return {
        stackName: artifact.properties?.stackName ?? id,
        Resources: template.Resources ?? {},
        Parameters: template.Parameters ?? {},
        Outputs: template.Outputs ?? {},
        Conditions: template.Conditions ?? {},
        Mappings: template.Mappings ?? {},
        assetPath: (objectKey) => paths.get(objectKey),
      };
    });
}

/** A CDK Stage is an assembly within the assembly; an app without stages is its own. */
function stageDirectory(directory: string, stage: string): string {
  if (!existsSync(join(directory, 'manifest.json'))) {
    throw new StartError(`Nothing is synthesized in ${directory}: run "npm run synth" first.`);
  }
  const nested = Object.values(readManifest(directory))
    .filter((artifact) => artifact.type === 'cdk:cloud-assembly')
    .map((artifact) => artifact.properties ?? {});
  if (nested.length === 0) return directory;
  const wanted = nested.find((one) => isStage(one.displayName ?? one.directoryName ?? '', stage));
  if (wanted) return join(directory, wanted.directoryName ?? '');
  const known = nested.map((one) => one.displayName).join(', ');
  throw new StartError(`There is no stage "${stage}" in ${directory}: choose one of ${known}.`);
}

/** Stages are constructs named 'dev', 'Dev', 'sunlend-dev' or 'SunlendDev'. */
const isStage = (name: string, stage: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .endsWith(stage.toLowerCase());

const readManifest = (directory: string) =>
  (readJson(join(directory, 'manifest.json')) as { artifacts?: Record<string, Artifact> })
    .artifacts ?? {};

function readAssets(directory: string, file: string): [string, string][] {
  const { files = {} } = readJson(join(directory, file)) as { files?: Record<string, AssetFile> };
  return Object.values(files).flatMap(({ source, destinations }) =>
    Object.values(destinations).map((destination): [string, string] => [
      destination.objectKey,
      resolve(directory, source.path ?? ''),
    ]),
  );
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new StartError(`Cannot read ${path}: run "npm run synth" again.`, { cause });
  }
}
