/** Somebody who works here: enrols with a ticket and signs in with a passkey. */
import type { Client } from '../client';
import { accepted } from './answers';
import { SoftwarePasskey } from './passkey';
import type { World } from './world';

/** Where the console is served from, as lib/config.ts knows it for the laptop's stage. */
export const laptopOrigin = 'http://localhost:3000';

export class StaffMember {
  client: Client;
  staffId = '';
  private readonly passkey = new SoftwarePasskey(laptopOrigin);

  constructor(
    readonly world: World,
    readonly role: string,
  ) {
    this.client = world.client();
  }

  /** The operator's command makes the ticket, the ticket one passkey. */
  async enrol(label: string): Promise<void> {
    const ticket = await this.world.addStaff(this.role, label);
    const { ceremonyId, options } = accepted(
      await this.client.startEnrolment({ body: { ticket } }),
    );
    const answer = this.passkey.create(options);
    const body = { ticket, ceremonyId, answer, label };
    this.staffId = accepted(await this.client.completeEnrolment({ body })).staffId;
  }

  async signIn(): Promise<void> {
    const asked = accepted(await this.client.createPasskeyChallenge({ body: {} }));
    const { ceremonyId, options } = asked;
    const answer = this.passkey.use(options);
    const body = { deviceId: `desk-of-${this.role}`, ceremonyId, answer };
    const session = accepted(await this.client.signInWithPasskey({ body }));
    this.client = this.world.client(session.accessToken);
  }
}

/** Enrolled and signed in. */
export async function staffMember(world: World, role: string): Promise<StaffMember> {
  const member = new StaffMember(world, role);
  await member.enrol(role);
  await member.signIn();
  return member;
}
