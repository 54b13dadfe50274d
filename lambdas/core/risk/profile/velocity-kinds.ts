/** What applications are counted by, over which windows, and whom each count tells apart. */

export const velocityWindows = ['1h', '24h', '7d', '30d'] as const;
export type VelocityWindow = (typeof velocityWindows)[number];

/**
 * By what is counted, with what is told apart under it: an address is suspicious for the many
 * customers behind it, a person for the many devices.
 */
export const velocityKinds = {
  phone: 'Devices',
  idNumber: 'Devices',
  device: 'Customers',
  ip: 'Customers',
  subnet: 'Customers',
  card: 'Customers',
  contact: 'Customers',
  employer: 'Customers',
} as const;

export type VelocityKind = keyof typeof velocityKinds;
export const velocityKindNames = Object.keys(velocityKinds) as readonly VelocityKind[];

export type CountField = `${VelocityKind}Applications${VelocityWindow}`;
export type DistinctField = {
  [K in VelocityKind]: `${K}${(typeof velocityKinds)[K]}${VelocityWindow}`;
}[VelocityKind];
export type VelocityField = CountField | DistinctField;

export const countField = (kind: VelocityKind, window: VelocityWindow): CountField =>
  `${kind}Applications${window}`;

export const distinctField = (kind: VelocityKind, window: VelocityWindow): DistinctField =>
  `${kind}${velocityKinds[kind]}${window}` as DistinctField;
