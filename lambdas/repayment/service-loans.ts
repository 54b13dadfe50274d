/** Workflow step: serves the loans of some places that have work by now; one bad one stops none. */
import * as z from 'zod';
import { isoDate as isoDateText } from '../contract/schemas';
import { isoDate } from '../core/calendar';
import { openBehaviourCards } from '../platform/composition/policy-documents';
import { openRouter } from '../platform/composition/routes';
import { openStore } from '../platform/composition/store';
import { measure } from '../platform/observability';
import { task } from '../platform/task';
import { servePage } from './servicing-pages';

/** As the distributed map hands it over; `resume` is where a former call stopped. */
const input = z.object({
  batch: z.object({
    BatchInput: z.object({ from: isoDateText }),
    Items: z.array(z.int().min(0)),
  }),
  resume: z.string(),
});

export const handler = task('serviceLoans', input)
  .using({ store: openStore, behaviourCards: () => openBehaviourCards(), router: openRouter })
  .with(async ({ batch, resume }, services, moment) => {
    const from = isoDate(batch.BatchInput.from);
    const [first = '0', cursor = ''] = resume.split(' ');
    let served = 0;
    for (let index = Number(first); index < batch.Items.length; index++) {
      const place = batch.Items[index] ?? 0;
      const at = index === Number(first) ? cursor : '';
      const page = await servePage(services, { from, place, cursor: at }, moment);
      served += page.served;
      if (page.next === undefined) continue;
      // A call ends after each full page, far from its time limit; the next goes on from here.
      measure('LoansServiced', served);
      return { served, resume: `${index} ${page.next}` };
    }
    if (served > 0) measure('LoansServiced', served);
    return { served, resume: '' };
  });
