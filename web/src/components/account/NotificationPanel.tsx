import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import {
  type Channel,
  type Delivery,
  MESSAGE_WORDS,
  NOTICE_WORDS,
  NOTICES,
  type NoticeKind,
  type Notifications,
  renewSecret,
  sendTest,
  setNotifications,
} from "../../api/notifications.ts";
import { sentenceOf } from "../../api/problem.ts";
import { formatUtc } from "../../hooks/format.ts";
import { Age } from "../Age.tsx";
import { ConfirmButton } from "../ConfirmButton.tsx";
import { Loaded } from "../Loaded.tsx";
import { Refused } from "../Notice.tsx";
import { problemOf, problemOfWhole } from "./problems.ts";
import { deliveriesQuery, emailQuery, notificationsQuery } from "./queries.ts";
import { Secret } from "./Secret.tsx";
import { TextField } from "./TextField.tsx";

const FIELDS = ["/webhook/url"];

/** What one is told of when one does not look, and what became of the messages. */
export function NotificationPanel() {
  const client = useQueryClient();
  const query = useQuery(notificationsQuery());
  const deliveries = useQuery(deliveriesQuery());
  const [secret, setSecret] = useState<string>();
  const onSaved = (made?: string) => {
    if (made !== undefined) setSecret(made);
    void client.invalidateQueries({ queryKey: notificationsQuery().queryKey });
  };
  return (
    <section className="panel" aria-label="Notifications">
      <div className="panel-head">
        <h2>Notifications</h2>
      </div>
      <div className="panel-body form-stack">
        {secret !== undefined && (
          <Secret
            title="The secret of your webhook"
            words="It signs what is sent there, as Standard Webhooks do. It is shown this once."
            secret={secret}
            onDone={() => setSecret(undefined)}
          />
        )}
        <Loaded query={query}>
          {(settings) => (
            <>
              <Settings key={JSON.stringify(settings)} settings={settings} onSaved={onSaved} />
              <Tests settings={settings} onSecret={onSaved} />
            </>
          )}
        </Loaded>
        <Loaded query={deliveries}>
          {(all) => (all.length === 0 ? <p className="muted">No messages yet.</p> : <Deliveries all={all} />)}
        </Loaded>
      </div>
    </section>
  );
}

interface SettingsProps {
  settings: Notifications;
  onSaved: (secret?: string) => void;
}

function Settings({ settings, onSaved }: SettingsProps) {
  const { data: address } = useQuery(emailQuery());
  const [mail, setMail] = useState<ReadonlySet<NoticeKind>>(new Set(settings.mail));
  const [hook, setHook] = useState<ReadonlySet<NoticeKind>>(new Set(settings.webhook?.kinds ?? NOTICES));
  const [url, setUrl] = useState(settings.webhook?.url ?? "");
  const save = useMutation({
    mutationFn: () => setNotifications([...mail], url === "" ? undefined : { url, kinds: [...hook] }),
    onSuccess: onSaved,
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  const off = settings.webhook?.off;
  return (
    <form className="form-stack" onSubmit={onSubmit} aria-label="What you are told of">
      <Kinds
        legend="By e-mail, when"
        chosen={mail}
        onChange={setMail}
        disabled={address?.email === undefined}
      />
      {address?.email === undefined && (
        <p className="small muted">For e-mail, show an address above first.</p>
      )}
      <TextField
        label="Webhook"
        value={url}
        onChange={setUrl}
        help="A URL of yours to which messages are sent; empty: none."
        problem={problemOf(save.error, "/webhook/url")}
      />
      <Kinds legend="To the webhook, when" chosen={hook} onChange={setHook} disabled={url === ""} />
      {off !== undefined && (
        <p className="save-refused" role="alert">
          The webhook was switched off on {formatUtc(off.at)}, because nothing arrived: {off.because} Save it
          to switch it on again.
        </p>
      )}
      <Refused>{problemOfWhole(save.error, FIELDS)}</Refused>
      <div className="button-row">
        <button type="submit" className="button" disabled={save.isPending}>
          Save
        </button>
        <span role="status" className="small muted">
          {save.isSuccess ? "Saved." : ""}
        </span>
      </div>
    </form>
  );
}

interface KindsProps {
  legend: string;
  chosen: ReadonlySet<NoticeKind>;
  onChange: (chosen: ReadonlySet<NoticeKind>) => void;
  disabled: boolean;
}

function Kinds({ legend, chosen, onChange, disabled }: KindsProps) {
  const toggle = (kind: NoticeKind) => {
    const next = new Set(chosen);
    if (!next.delete(kind)) next.add(kind);
    onChange(next);
  };
  return (
    <fieldset className="form-stack" disabled={disabled}>
      <legend>{legend}</legend>
      {NOTICES.map((kind) => (
        <label key={kind} className="check">
          <input type="checkbox" checked={chosen.has(kind)} onChange={() => toggle(kind)} />{" "}
          {NOTICE_WORDS[kind]}
        </label>
      ))}
    </fieldset>
  );
}

function Tests({ settings, onSecret }: { settings: Notifications; onSecret: (secret: string) => void }) {
  const client = useQueryClient();
  const { data: address } = useQuery(emailQuery());
  const test = useMutation({
    mutationFn: (channel: Channel) => sendTest(channel),
    onSettled: () => client.invalidateQueries({ queryKey: deliveriesQuery().queryKey }),
  });
  const renew = useMutation({ mutationFn: renewSecret, onSuccess: onSecret });
  const error = test.error ?? renew.error;
  return (
    <>
      <div className="button-row">
        {address?.email !== undefined && address.isMailSent && (
          <button type="button" className="button small" onClick={() => test.mutate("mail")}>
            Send a test by e-mail
          </button>
        )}
        {settings.webhook !== undefined && settings.webhook.off === undefined && (
          <button type="button" className="button small" onClick={() => test.mutate("webhook")}>
            Send a test to the webhook
          </button>
        )}
        {settings.webhook !== undefined && (
          <ConfirmButton
            className="button quiet small"
            question="Sign with another secret from now on?"
            confirm="Another one"
            onConfirm={() => renew.mutate()}
          >
            Another secret
          </ConfirmButton>
        )}
      </div>
      <Refused>{error === null ? undefined : sentenceOf(error)}</Refused>
    </>
  );
}

function Deliveries({ all }: { all: readonly Delivery[] }) {
  return (
    <div className="table-wrap">
      <table className="table">
        <caption className="visually-hidden">Messages to you</caption>
        <thead>
          <tr>
            <th>Message</th>
            <th>By</th>
            <th>Since</th>
            <th>State</th>
            <th>Tries</th>
            <th>Last error</th>
          </tr>
        </thead>
        <tbody>
          {all.map((delivery) => (
            <tr key={delivery.key}>
              <td className="wrap">{MESSAGE_WORDS[delivery.kind]}</td>
              <td>{delivery.channel === "mail" ? "e-mail" : "webhook"}</td>
              <td>
                <Age date={delivery.createdAt} />
              </td>
              <td title={delivery.nextAt && `The next try: ${formatUtc(delivery.nextAt)}`}>
                {delivery.state}
              </td>
              <td>{delivery.attempts}</td>
              <td className="wrap">{delivery.lastError ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
