/** Where the voice robot lives: set per stage in lib/config.ts, read by the functions that call. */
export interface VoiceSettings {
  /** Of the Amazon Connect instance, as of everything below. */
  readonly instanceId: string;
  /** The flow that says the script; docs/guides/collection-and-the-law.md tells its attributes. */
  readonly contactFlowId: string;
  /** A claimed number, in E.164 form. */
  readonly sourcePhoneNumber: string;
}
