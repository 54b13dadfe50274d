/** What every call passes, whatever its protocol: permission, injected faults, metering. */
import type { AccessRequest, Authorizer } from './authorize';
import type { Holder } from './credentials';
import type { Faults } from './faults';
import type { Meter } from './meter';

export interface GatedCall {
  readonly service: string;
  readonly action: string;
  readonly holder: Pick<Holder, 'principal' | 'attribution'>;
  readonly permissions: readonly AccessRequest[];
  /** Closes the caller's connection without an answer. */
  disconnect(): void;
}

export class Gate {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly faults: Faults,
    private readonly meter: Meter,
  ) {}

  /** @throws AwsError AccessDeniedException, or what the effect or a fault throws. */
  async pass<T>(call: GatedCall, effect: () => Promise<T>): Promise<T> {
    const { service, action, holder } = call;
    const attribution = holder.attribution();
    this.authorizer.require(holder.principal, call.permissions);
    const faulted = { service, action, ...attribution, disconnect: () => call.disconnect() };
    return this.faults.apply(faulted, () =>
      this.meter.attribute(attribution, () => {
        this.meter.call(service, action);
        return effect();
      }),
    );
  }
}
