/** The settings of a training, from the same table as the command line's flags. */

import {
  flagOf,
  type Setting,
  type SettingKey,
  settingGroups,
  settingKeys,
  settingOf,
} from '../engine/library.ts';
import { locale, words } from '../i18n/index.ts';
import { settingNames } from '../i18n/settings.ts';
import { effectiveDefault, type, typed, understood } from './settings.ts';

/** The most common settings, which are always shown. */
const FIRST: readonly SettingKey[] = ['hidden', 'epochs', 'optimizer', 'lr', 'batchSize', 'augment', 'seed'];

export function SettingsForm({ disabled }: { readonly disabled: boolean }): preact.JSX.Element {
  const text = words.value;
  const rest = settingKeys.filter((key) => !FIRST.includes(key) && !settingOf(key).ofTeachers);
  return (
    <form class="settings-form" onSubmit={(event) => event.preventDefault()}>
      <fieldset disabled={disabled}>
        <div class="settings">
          {FIRST.map((key) => (
            <Field key={key} name={key} />
          ))}
        </div>
        <details open={rest.some((key) => key in typed.peek())}>
          <summary>{text.more}</summary>
          {settingGroups.map((group) => {
            const keys = rest.filter((key) => settingOf(key).group === group);
            return (
              keys.length > 0 && (
                <section key={group}>
                  <h3>{text.settingGroups[group]}</h3>
                  <div class="settings">
                    {keys.map((key) => (
                      <Field key={key} name={key} />
                    ))}
                  </div>
                </section>
              )
            );
          })}
        </details>
      </fieldset>
    </form>
  );
}

function Field({ name }: { readonly name: SettingKey }): preact.JSX.Element {
  const setting: Setting = settingOf(name);
  const id = `setting-${name}`;
  const label = settingNames[locale.value][name] ?? flagOf(name).slice(2);
  const explained = setting.text.toLowerCase() === label.toLowerCase() ? '' : setting.text;
  const problem = understood.value.problems[name];
  return (
    <div class="setting">
      <label htmlFor={id}>{label}</label>
      <Control
        id={id}
        setting={setting}
        typed={typed.value[name] ?? ''}
        fallback={effectiveDefault(name)}
        invalid={problem !== undefined}
        onChange={(text) => type(name, text)}
      />
      {problem === undefined ? (
        <small>{locale.value === 'en' ? explained : <code>{flagOf(name)}</code>}</small>
      ) : (
        <small class="field-problem" role="alert">
          {problem}
        </small>
      )}
    </div>
  );
}

interface ControlProps {
  readonly id: string;
  readonly setting: Setting;
  readonly typed: string;
  readonly invalid: boolean;
  /** The value if nothing is typed. */
  readonly fallback: string;
  readonly onChange: (typed: string) => void;
}

function Control({
  id,
  setting,
  typed: text,
  fallback,
  invalid,
  onChange,
}: ControlProps): preact.JSX.Element {
  if (setting.type === 'choice' || setting.type === 'boolean') {
    const choices = setting.type === 'choice' ? setting.choices : ['true', 'false'];
    return (
      <select id={id} data-testid={id} value={text} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{fallback}</option>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      id={id}
      data-testid={id}
      type="text"
      autocomplete="off"
      spellcheck={false}
      value={text}
      aria-invalid={invalid}
      placeholder={fallback}
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  );
}
