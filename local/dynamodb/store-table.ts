/** The template properties of a Store table, as the stack declares them. */

/** @param name the physical table name */
export const storeTable = (name: string): Record<string, unknown> => ({
  TableName: name,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk', 'index1pk', 'index1sk', 'index2pk', 'index2sk'].map(
    (attribute) => ({ AttributeName: attribute, AttributeType: 'S' }),
  ),
  KeySchema: keys('pk', 'sk'),
  GlobalSecondaryIndexes: ['index1', 'index2'].map((index) => ({
    IndexName: index,
    KeySchema: keys(`${index}pk`, `${index}sk`),
    Projection: { ProjectionType: 'ALL' },
  })),
  StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: 'key' },
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  DeletionProtectionEnabled: true,
});

const keys = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' },
  { AttributeName: sort, KeyType: 'RANGE' },
];
