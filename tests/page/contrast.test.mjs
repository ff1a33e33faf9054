// Every pair of colours that pages set in text or draw an edge with, computed from
// static/css/tokens.css for both themes: WCAG 2 contrast, no browser. axe-core judges the
// pages that are open; this judges the palette, states no story shows included.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { root } from '../lib/server.mjs';

const TEXT = 4.5, CONTROL = 3; // WCAG 2.2, 1.4.3 and 1.4.11
const THEMES = ['light', 'dark'];
const grounds = ['canvas', 'surface', 'sunken', 'overlay', 'hover', 'quiet'];
const states = ['ok', 'bad', 'run', 'warn', 'wait', 'idle'];

/** The tokens that are colours: name to [light, dark]. */
function readTokens(css) {
	const pairs = css.matchAll(/--([\w-]+):\s*light-dark\((#[0-9a-f]+),\s*(#[0-9a-f]+)\)/gi);
	return Object.fromEntries([...pairs].map(([, name, light, dark]) => [name, [light, dark]]));
}

function luminance(hex) {
	const digits = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit) : hex.slice(1).match(/../g);
	const [red, green, blue] = digits.map((two) => {
		const part = parseInt(two, 16) / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one, other) {
	const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
	return (light + 0.05) / (dark + 0.05);
}

/** [front, ground, least contrast] */
const pairs = [
	...['ink', 'ink-2', 'ink-3', 'link'].flatMap((text) => grounds.map((ground) => [text, ground, TEXT])),
	...states.flatMap((state) => [`${state}-soft`, ...grounds].map((ground) => [state, ground, TEXT])),
	// Text of a chip or a banner; a number in a marked line of the log.
	...states.flatMap((state) => ['ink', 'ink-2'].map((text) => [text, `${state}-soft`, TEXT])),
	['paper', 'ink', TEXT], ['paper', 'ink-2', TEXT], // primary action, and below the pointer
	['paper', 'bad', TEXT], // a solid dangerous action has the colours of --bad
	...['ok', 'bad', 'warn', 'wait'].flatMap((state) => [`${state}-soft`, 'surface'].map((ground) => [`${state}-icon`, ground, CONTROL])),
	...['canvas', 'surface', 'sunken'].map((ground) => ['edge', ground, CONTROL]),
	...grounds.map((ground) => ['link', ground, CONTROL]), // the focus outline
];

const tokens = readTokens(readFileSync(join(root, 'static/css/tokens.css'), 'utf8'));

test('the formula: black on white, and a grey that just passes', () => {
	assert.equal(contrast('#000', '#ffffff'), 21);
	assert.equal(contrast('#767676', '#fff').toFixed(2), '4.54');
});

for (const [theme, name] of THEMES.entries()) {
	describe(name, () => {
		for (const least of [TEXT, CONTROL])
			test(`${least === TEXT ? 'text' : 'edges, icons and the focus outline'}: at least ${least}`, () => {
				const poor = pairs.filter((pair) => pair[2] === least).flatMap(([front, ground]) => {
					assert.ok(tokens[front] && tokens[ground], `tokens.css has --${front} and --${ground}`);
					const ratio = contrast(tokens[front][theme], tokens[ground][theme]);
					return ratio < least ? [`--${front} on --${ground}: ${ratio.toFixed(2)}`] : [];
				});
				assert.deepEqual(poor, []);
			});
	});
}
