/** Who reads ID cards: set per stage in lib/config.ts, read by the function that reads them. */

export type CardReaderSettings =
  /** In the function itself: no picture leaves the account. */
  | { readonly provider: 'ppocr' }
  | {
      /** Its API key is in the secret TencentCloudKey: { secretId, secretKey }. */
      readonly provider: 'tencentCloud';
      /** For example ap-guangzhou. */
      readonly region: string;
    };
