import { createRecords } from '../../activities/adapters/records';
import { describeRecords } from './records.contract';
import { temporaryFolder } from '../support/temporary-folder';

describeRecords('files', () => {
  const home = temporaryFolder('records');
  return () => createRecords({ home });
});
