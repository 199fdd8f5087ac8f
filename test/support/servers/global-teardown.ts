/** What is cleaned up after the last test file? */
import { removeRunFolder } from './run-folder';

export default removeRunFolder;
