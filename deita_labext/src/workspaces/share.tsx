import { Dialog, ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useState } from 'react';

import type { Member } from '../api/contract';
import { Failure } from '../failure';
import { IconButton, useLasting, useSignal } from '../react';
import type { GivenRole, MembersModel } from './members';

/** Show who may use a workspace; its owner adds, changes and removes, members may leave. */
export async function showMembers(
  model: MembersModel,
  trans: TranslationBundle
): Promise<void> {
  const { name } = model.workspace;
  const title = model.rules
    ? trans.__('Share %1', name)
    : trans.__('Members of %1', name);
  const dialog = new MembersDialog({
    title,
    body: ReactWidget.create(
      <MembersView model={model} onLeft={() => dialog.reject()} trans={trans} />
    ),
    buttons: [Dialog.cancelButton({ label: trans.__('Close') })],
    focusNodeSelector: '.deita-Members-name'
  });
  dialog.node.setAttribute('aria-label', title);
  try {
    await dialog.launch();
  } finally {
    model.dispose();
  }
}

/** Leaves the Enter key to what is within: it adds somebody, and closes nothing. */
class MembersDialog extends Dialog<unknown> {
  override handleEvent(event: Event): void {
    const within = (event.target as Element | null)?.closest('.deita-Members') ?? null;
    if (within === null || (event as KeyboardEvent).key !== 'Enter') {
      super.handleEvent(event);
    }
  }
}

interface IMembersProps {
  model: MembersModel;
  /** The person has left the workspace. */
  onLeft: () => void;
  trans: TranslationBundle;
}

function MembersView({ model, onLeft, trans }: IMembersProps): React.JSX.Element {
  useSignal(model.changed);
  useEffect(() => void model.load(), [model]);
  const { items, error, working, rules, me } = model;
  const slow = useLasting(working, 300);
  const leave = async (): Promise<void> => {
    await model.remove(me);
    // Only who is still in it can list the members.
    if (model.error === null || model.error.code === 'not_found') {
      onLeft();
    }
  };
  return (
    <div className="deita-Members">
      {rules && <AddMember model={model} trans={trans} />}
      {error !== null && <Failure error={error} trans={trans} />}
      <ul aria-label={trans.__('Members')} aria-busy={working}>
        {items?.map(member => (
          <MemberLine
            key={member.user}
            member={member}
            model={model}
            onLeave={() => void leave()}
            trans={trans}
          />
        ))}
      </ul>
      {items === null && slow && <p role="status">{trans.__('Loading…')}</p>}
      <p className="deita-Members-note">
        {trans.__(
          'Viewers read and ask; editors change what is in the workspace as well. Results, history and threads stay each person’s own.'
        )}
      </p>
    </div>
  );
}

function AddMember({ model, trans }: Omit<IMembersProps, 'onLeft'>): React.JSX.Element {
  const [name, setName] = useState('');
  const [role, setRole] = useState<GivenRole>('viewer');
  const add = async (): Promise<void> => {
    const user = name.trim();
    if (user === '') {
      return;
    }
    // At once: the next name may be written while this one is on its way.
    setName('');
    if (!(await model.put(user, role))) {
      setName(written => (written === '' ? user : written));
    }
  };
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        void add();
      }}
    >
      <input
        className="jp-mod-styled deita-Members-name"
        aria-label={trans.__('User name')}
        placeholder={trans.__('User name, as on this server')}
        autoComplete="off"
        spellCheck={false}
        value={name}
        onChange={event => setName(event.target.value)}
      />
      <RoleChoice
        label={trans.__('Role of the new member')}
        role={role}
        onChange={setRole}
        trans={trans}
      />
      <button
        type="submit"
        className="jp-mod-styled jp-mod-accept"
        disabled={name.trim() === ''}
      >
        {trans.__('Add')}
      </button>
    </form>
  );
}

interface IMemberProps {
  member: Member;
  model: MembersModel;
  onLeave: () => void;
  trans: TranslationBundle;
}

function MemberLine({
  member: { user, role, seen },
  model,
  onLeave,
  trans
}: IMemberProps): React.JSX.Element {
  const mine = user === model.me;
  return (
    <li>
      <span className="deita-Members-user" title={user}>
        {mine ? trans.__('%1 (you)', user) : user}
      </span>
      {role !== 'owner' && model.rules ? (
        <>
          <RoleChoice
            label={trans.__('Role of %1', user)}
            role={role}
            onChange={chosen => void model.put(user, chosen)}
            trans={trans}
          />
          <IconButton
            icon={closeIcon}
            label={trans.__('Remove %1', user)}
            onClick={() => void model.remove(user)}
          />
        </>
      ) : (
        <span className="deita-Members-role">{roleText(role, trans)}</span>
      )}
      {!seen && (
        <span className="deita-Members-unseen">
          {trans.__('has not been here yet: is the name right?')}
        </span>
      )}
      {mine && role !== 'owner' && (
        <button type="button" className="deita-Link" onClick={onLeave}>
          {trans.__('Leave')}
        </button>
      )}
    </li>
  );
}

interface IRoleChoiceProps {
  label: string;
  role: GivenRole;
  onChange: (role: GivenRole) => void;
  trans: TranslationBundle;
}

function RoleChoice({
  label,
  role,
  onChange,
  trans
}: IRoleChoiceProps): React.JSX.Element {
  return (
    <select
      className="jp-mod-styled"
      aria-label={label}
      value={role}
      onChange={event => onChange(event.target.value as GivenRole)}
    >
      {ROLES.map(each => (
        <option key={each} value={each}>
          {roleText(each, trans)}
        </option>
      ))}
    </select>
  );
}

const ROLES = ['viewer', 'editor'] as const;

function roleText(role: Member['role'], trans: TranslationBundle): string {
  switch (role) {
    case 'owner':
      return trans.__('owner');
    case 'editor':
      return trans.__('editor');
    case 'viewer':
      return trans.__('viewer');
  }
}
