/** The page: the drawing on the left, and on the right what can be done with it. */

import { useEffect } from 'preact/hooks';
import { Answer } from './answer/answer.tsx';
import { Verdict } from './answer/verdict.tsx';
import { BreakIt } from './break/break-it.tsx';
import { Canvas } from './draw/canvas.tsx';
import { listenForFiles } from './draw/open-image.ts';
import { clear, Toolbar, undo } from './draw/toolbar.tsx';
import { openFiles } from './engine/open-file.ts';
import { startReading } from './engine/read-drawing.ts';
import { locale, setLocale, tag, words } from './i18n/index.ts';
import { Inside } from './inside/inside.tsx';
import { engineError, engineInfo, problem, type Tab, tab, tabs } from './state.ts';
import { Teach } from './teach/teach.tsx';
import { TrainPanel } from './train/train-panel.tsx';
import { ModelBar } from './ui/model-bar.tsx';
import { nextTheme, theme } from './ui/theme.ts';

export function App(): preact.JSX.Element {
  const text = words.value;
  useEffect(() => {
    document.documentElement.lang = tag();
    document.title = `nn: ${text.title}`;
  }, [text]);
  useEffect(() => {
    startReading();
    const stop = listenForFiles(openFiles);
    addEventListener('keydown', shortcuts);
    return () => {
      stop();
      removeEventListener('keydown', shortcuts);
    };
  }, []);
  return (
    <>
      <a class="skip" href="#drawing">
        {text.skip}
      </a>
      <Header />
      <main>
        <section id="drawing" class="drawing" aria-label={text.title}>
          <Canvas />
          <Toolbar />
          <Verdict />
          <ModelBar />
        </section>
        <section class="panel">
          <Problem />
          <Tabs />
          <div
            id={`panel-${tab.value}`}
            role="tabpanel"
            aria-labelledby={`tab-${tab.value}`}
            class="panel-body"
          >
            <Panel />
          </div>
        </section>
      </main>
      <footer>
        <p>{text.footer}</p>
      </footer>
    </>
  );
}

function Panel(): preact.JSX.Element {
  switch (tab.value) {
    case 'read':
      return <Answer />;
    case 'inside':
      return <Inside />;
    case 'break':
      return <BreakIt />;
    case 'teach':
      return <Teach />;
    case 'train':
      return <TrainPanel />;
  }
}

function Header(): preact.JSX.Element {
  const text = words.value;
  const themeText = { auto: text.themeAuto, light: text.themeLight, dark: text.themeDark }[theme.value];
  return (
    <header>
      <h1>
        <span class="mark" aria-hidden="true">
          nn
        </span>
        {text.title}
      </h1>
      <p class="tagline">{text.tagline}</p>
      <div class="header-actions">
        <button
          type="button"
          lang={locale.value === 'zh' ? 'en' : 'zh-CN'}
          onClick={() => setLocale(locale.value === 'zh' ? 'en' : 'zh')}
        >
          {text.language}
        </button>
        <button type="button" onClick={nextTheme}>
          {themeText}
        </button>
      </div>
    </header>
  );
}

function tabName(name: Tab): string {
  const text = words.value;
  return {
    read: text.tabRead,
    inside: text.tabInside,
    break: text.tabBreak,
    teach: text.tabTeach,
    train: text.tabTrain,
  }[name];
}

function Tabs(): preact.JSX.Element {
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    tab.value = tabs[(tabs.indexOf(tab.value) + step + tabs.length) % tabs.length];
    document.getElementById(`tab-${tab.value}`)?.focus();
    event.preventDefault();
  };
  return (
    <div class="tabs" role="tablist" aria-label={words.value.tabsLabel} onKeyDown={onKeyDown}>
      {tabs.map((name) => (
        <button
          key={name}
          id={`tab-${name}`}
          data-testid={`tab-${name}`}
          type="button"
          role="tab"
          aria-selected={tab.value === name}
          aria-controls={`panel-${tab.value}`}
          tabIndex={tab.value === name ? 0 : -1}
          onClick={() => {
            tab.value = name;
          }}
        >
          {tabName(name)}
        </button>
      ))}
    </div>
  );
}

/** What went wrong last, and notes on what this browser lacks. */
function Problem(): preact.JSX.Element | null {
  const text = words.value;
  const failure = engineError.value;
  if (failure !== null) {
    return (
      <div class="problem" role="alert" data-testid="problem">
        <b>{text.errorEngine}</b> {failure}{' '}
        <button type="button" onClick={() => location.reload()}>
          {text.retry}
        </button>
      </div>
    );
  }
  const last = problem.value;
  if (last !== null) {
    return (
      <div class="problem" role="alert" data-testid="problem">
        <b>{last.title}</b> {last.text}{' '}
        <button
          type="button"
          onClick={() => {
            problem.value = null;
          }}
        >
          {text.dismiss}
        </button>
      </div>
    );
  }
  const info = engineInfo.value;
  if (info === null) return null;
  if (info.backend === 'reference') return <p class="note">{text.reference}</p>;
  return null;
}

function shortcuts(event: KeyboardEvent): void {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z' && !isTyping(event)) {
    event.preventDefault();
    undo();
  }
  if ((event.key === 'Delete' || event.key === 'Escape') && !isTyping(event)) clear();
}

const isTyping = (event: KeyboardEvent): boolean =>
  event.target instanceof HTMLInputElement ||
  event.target instanceof HTMLSelectElement ||
  event.target instanceof HTMLTextAreaElement;
