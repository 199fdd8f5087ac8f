import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRecords } from '../../activities/adapters/records';
import { describeRecords } from './records.contract';

describeRecords('files', () => {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'muster-records-'));
  return () => createRecords({ home });
});
