/** Where a customer's lasting rows stand: one partition, read back in one go. */
export const customerPartition = (customerId: string): string => `CUSTOMER#${customerId}`;

/** Whose partition it is. */
export const customerOf = (partition: string): string => partition.slice('CUSTOMER#'.length);
