/** Who checks faces, and how sure it must be: set per stage in lib/config.ts, read by functions. */

export type FaceSettings = {
  readonly provider: 'rekognition';
  /** Least confidence that a living person is there, 0 to 100. */
  readonly livenessThreshold: number;
  /** Least similarity of that face and the card's portrait, 0 to 100. */
  readonly similarityThreshold: number;
};
