/** Lets a thread's Date run ahead of real time, by an offset that another thread moves. */

/** From now on `new Date()` and `Date.now()` read the offset (milliseconds, one float). */
export function installMovableDate(sharedOffset: SharedArrayBuffer): void {
  const offset = new Float64Array(sharedOffset);
  const RealDate = Date;
  const now = () => Math.floor(RealDate.now() + (offset[0] ?? 0));
  const MovableDate = new Proxy(RealDate, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
  // Otherwise `date.constructor` would lead back to the real one.
  RealDate.prototype.constructor = MovableDate;
  globalThis.Date = MovableDate;
}
