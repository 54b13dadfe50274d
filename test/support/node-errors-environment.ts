/** Jest's Node environment with the process's own Error: what Node's network throws is one too. */
import { TestEnvironment } from 'jest-environment-node';

export default class NodeErrorsEnvironment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    this.global.Error = Error;
  }
}
