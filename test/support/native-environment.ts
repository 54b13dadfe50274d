/** Jest's Node environment with the process's own Float32Array: native code creates no other. */
import { TestEnvironment } from 'jest-environment-node';

export default class NativeEnvironment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    this.global.Float32Array = Float32Array;
  }
}
