import { describe, expect, it } from 'vitest';
import { createDisplay } from './display.ts';

function output(isTTY: boolean): {
  written: string[];
  isTTY: boolean;
  columns: number;
  write(t: string): void;
} {
  const written: string[] = [];
  return { written, isTTY, columns: 60, write: (text) => void written.push(text) };
}

describe('createDisplay', () => {
  it('draws one line of progress below the lines that stay, and never wider than the terminal', () => {
    const out = output(true);
    const display = createDisplay(out, () => 0);
    display.progress(0.5, 'x'.repeat(200));
    const drawn = out.written[0]?.replace('\r\u001b[2K', '') ?? '';
    expect(drawn).toMatch(/^\[#{12}\.{12}\] x+$/);
    expect(drawn.length).toBeLessThan(60);
    display.line('an alert');
    expect(out.written[1]).toBe(`\r\u001b[2Kan alert\n${drawn}`);
    display.clear();
    expect(out.written.at(-1)).toBe('\r\u001b[2K');
  });

  it('writes plain lines, and progress only now and then, where there is no terminal', () => {
    const out = output(false);
    const display = createDisplay(out, () => 0);
    for (let i = 0; i <= 100; i++) display.progress(i / 100, 'on');
    display.line('an alert');
    expect(out.written).toHaveLength(9);
    expect(out.written.join('')).not.toContain('\u001b');
    expect(out.written.at(-2)).toBe('-- 100 % on\n');
  });
});
