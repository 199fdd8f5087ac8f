/** Is every file written as prettier would write it? */
import { check, getFileInfo, resolveConfig, version } from 'prettier';
import { hashOf } from './cache.mjs';
import { contentOf, projectFiles } from './files.mjs';
import { lookAtTheRest } from './known-good.mjs';

const wanted = [];
for (const file of projectFiles()) {
  const { ignored, inferredParser } = await getFileInfo(file, { ignorePath: ['.gitignore', '.prettierignore'] });
  if (!ignored && inferredParser !== null) wanted.push(file);
}
const rules = hashOf(version, contentOf('.prettierrc.json'));
const prints = new Map(wanted.map((file) => [file, hashOf(rules, file, contentOf(file))]));

async function unformatted(files) {
  const bad = [];
  for (const file of files) {
    const options = { ...(await resolveConfig(file)), filepath: file };
    const isGood = await check(contentOf(file), options).catch((error) => {
      console.log(error.message);
      return false;
    });
    if (isGood) continue;
    bad.push(file);
    console.log(`${file}: not as prettier writes it; run npm run format`);
  }
  return bad;
}

process.exitCode = await lookAtTheRest('format', prints, unformatted);
