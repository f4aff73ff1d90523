/** Colours of figures: the page's custom properties, or, in a separate file, those of its light theme. */

export interface Theme {
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly surface: string;
  readonly accent: string;
  readonly bad: string;
  readonly warn: string;
  readonly font: string;
  /** Whether the figure is a separate file, with its own background, or part of a page. */
  readonly file: boolean;
}

/** The custom properties in both themes: those of the page of `nn serve`, as a test verifies. */
export const colours = {
  light: {
    paper: '#f6f5f1',
    surface: '#ffffff',
    ink: '#1b2530',
    soft: '#56626d',
    line: '#dcdad2',
    accent: '#1f6f78',
    'accent-ink': '#ffffff',
    'accent-soft': '#dcedee',
    bad: '#a3261b',
    'bad-soft': '#fbe3df',
    warn: '#8a5200',
    'warn-soft': '#fbebd0',
  },
  dark: {
    paper: '#11161b',
    surface: '#1a2129',
    ink: '#e8ecef',
    soft: '#a3afb9',
    line: '#303a44',
    accent: '#6cc5cc',
    'accent-ink': '#08191b',
    'accent-soft': '#1d3a3e',
    bad: '#ff9d90',
    'bad-soft': '#401c18',
    warn: '#f0b860',
    'warn-soft': '#38290f',
  },
} as const;

export const pageTheme: Theme = {
  ink: 'var(--ink)',
  soft: 'var(--soft)',
  line: 'var(--line)',
  surface: 'var(--surface)',
  accent: 'var(--accent)',
  bad: 'var(--bad)',
  warn: 'var(--warn)',
  font: 'inherit',
  file: false,
};

const { ink, soft, line, surface, accent, bad, warn } = colours.light;

export const fileTheme: Theme = {
  ...{ ink, soft, line, surface, accent, bad, warn },
  font: 'system-ui, "Segoe UI", "Helvetica Neue", Arial, "Noto Sans", "DejaVu Sans", sans-serif',
  file: true,
};
