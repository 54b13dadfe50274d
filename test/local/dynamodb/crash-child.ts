/** A process that moves money until it is killed: by itself at a given step, or from outside. */
import { MovableClock } from '../../../local/clock';
import { openDynamodb } from '../../../local/dynamodb/local-dynamodb';
import { storeTable } from '../../../local/dynamodb/store-table';
import { accounts, balance, transferItems } from './crash-accounts';

const [directory = '', step = '', countText = '0'] = process.argv.slice(2);

async function live(): Promise<void> {
  let seen = 0;
  const reached = (reachedStep: string) => {
    if (reachedStep !== step) return;
    seen += 1;
    if (seen === Number(countText)) process.kill(process.pid, 'SIGKILL');
  };
  const dynamodb = await openDynamodb({ clock: new MovableClock(), directory, reached });
  await dynamodb.createTable(storeTable('users'));
  const openings = accounts.map((name) => ({ Put: { TableName: 'users', Item: balance(name) } }));
  await dynamodb.call({
    action: 'TransactWriteItems',
    input: { TransactItems: openings, ClientRequestToken: 'opening' },
  });
  dynamodb.subscribe('users', () => {});
  for (let number = 0; ; number += 1) {
    const input = { TransactItems: transferItems(number), ClientRequestToken: `t${number}` };
    await dynamodb.call({ action: 'TransactWriteItems', input });
    // What this line names has been answered: it must be there whatever happens next.
    process.stdout.write(`${number}\n`);
  }
}

void live();
