/**
 * A program of its own: validates what its parent sends, one resource at a time. The definitions take a second and 300 MB to
 * load, which are given back only when its process ends. Its argument is a JSON list of folders of profiles.
 */
import { loadValidator } from '../../../conformance/validate/validator.ts';
import type { FromChild, ToChild } from './validator-process.ts';

try {
  // The parent is validator-process.ts, and nobody else starts this program.
  const validator = loadValidator(JSON.parse(process.argv[2] ?? '[]') as string[]);
  process.on('message', (message) => {
    // What the parent sends, and nobody else.
    const { resource, profiles } = message as ToChild;
    tell({ kind: 'checked', issues: validator.validateResource(resource, profiles) });
  });
  tell({ kind: 'ready' });
} catch (error) {
  tell({ kind: 'unready', reason: error instanceof Error ? error.message : 'unknown' });
  process.disconnect();
}
// Without its parent there is nobody to answer.
process.on('disconnect', () => {
  process.exit();
});

function tell(message: FromChild): void {
  process.send?.(message);
}
