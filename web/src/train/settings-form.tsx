/** The settings of a training, from the same table as the command line's flags. */

import { useSignal } from '@preact/signals';
import {
  completeSettings,
  flagOf,
  formatSetting,
  parseSetting,
  type Setting,
  type SettingKey,
  settingGroups,
  settingKeys,
  settingOf,
} from '../engine/library.ts';
import { locale, words } from '../i18n/index.ts';
import { settingNames } from '../i18n/settings.ts';
import { settings } from './state.ts';

/** What most people change; the rest is one click away. */
const FIRST: readonly SettingKey[] = ['hidden', 'epochs', 'optimizer', 'lr', 'batchSize', 'augment', 'seed'];

export function SettingsForm({ disabled }: { readonly disabled: boolean }): preact.JSX.Element {
  const text = words.value;
  const rest = settingKeys.filter((key) => !FIRST.includes(key));
  return (
    <form class="settings-form" onSubmit={(event) => event.preventDefault()}>
      <fieldset disabled={disabled}>
        <div class="settings">
          {FIRST.map((key) => (
            <Field key={key} name={key} />
          ))}
        </div>
        <details>
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
  const problem = useSignal('');
  const setting: Setting = settingOf(name);
  const id = `setting-${name}`;
  const set = (typed: string): void => {
    const { [name]: _, ...others } = settings.value;
    try {
      settings.value = typed.trim() === '' ? others : { ...others, [name]: parseSetting(name, typed.trim()) };
      problem.value = '';
    } catch (error) {
      settings.value = others;
      problem.value = (error as Error).message;
    }
  };
  const label = settingNames[locale.value][name] ?? flagOf(name).slice(2);
  const explained = setting.text.toLowerCase() === label.toLowerCase() ? '' : setting.text;
  return (
    <div class="setting">
      <label htmlFor={id}>{label}</label>
      <Control id={id} setting={setting} fallback={effectiveDefault(name)} onChange={set} />
      {problem.value === '' ? (
        <small>{locale.value === 'en' ? explained : <code>{flagOf(name)}</code>}</small>
      ) : (
        <small class="field-problem" role="alert">
          {problem.value}
        </small>
      )}
    </div>
  );
}

/** What counts for a setting that is left empty, with the others as they are. */
function effectiveDefault(name: SettingKey): string {
  const { [name]: _, ...others } = settings.value;
  try {
    const value = completeSettings(others)[name];
    return value === undefined ? '' : formatSetting(value);
  } catch {
    return ''; // the others contradict one another, which is said where the training starts
  }
}

interface ControlProps {
  readonly id: string;
  readonly setting: Setting;
  /** What counts where nothing is typed. */
  readonly fallback: string;
  readonly onChange: (typed: string) => void;
}

function Control({ id, setting, fallback, onChange }: ControlProps): preact.JSX.Element {
  if (setting.type === 'choice' || setting.type === 'boolean') {
    const choices = setting.type === 'choice' ? setting.choices : ['true', 'false'];
    return (
      <select id={id} data-testid={id} onChange={(event) => onChange(event.currentTarget.value)}>
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
      placeholder={fallback}
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  );
}
