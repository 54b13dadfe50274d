/** The money the crash test moves: ten accounts whose sum never changes. */

export const accounts = Array.from({ length: 10 }, (_, at) => `ACCOUNT#${at}`);
export const openingAmount = 1_000;

export const accountKey = (name: string) => ({ pk: { S: name }, sk: { S: 'BALANCE' } });

export const balance = (name: string) => ({
  ...accountKey(name),
  amount: { N: String(openingAmount) },
  index1pk: { S: 'ACCOUNTS' },
  index1sk: { S: name },
});

/** One transfer: out of one account, into another, and a row that says so. */
export function transferItems(number: number): unknown[] {
  const [from, to] = [accounts[number % 10]!, accounts[(number * 3 + 1) % 10]!];
  if (from === to) return [transferRow(number)];
  return [update(from, '-7'), update(to, '7'), transferRow(number)];
}

function transferRow(number: number): unknown {
  const Item = {
    pk: { S: 'TRANSFERS' },
    sk: { S: String(number).padStart(6, '0') },
    index2pk: { S: 'TRANSFERS' },
    index2sk: { S: `${number % 3}` },
    text: { S: 'x'.repeat(200) },
  };
  return { Put: { TableName: 'users', Item } };
}

function update(name: string, by: string): unknown {
  return {
    Update: {
      TableName: 'users',
      Key: accountKey(name),
      UpdateExpression: 'ADD amount :by, moves :one',
      ExpressionAttributeValues: { ':by': { N: by }, ':one': { N: '1' } },
    },
  };
}
