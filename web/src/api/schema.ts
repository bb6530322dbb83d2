// Generated from openapi/ml-job.json by `npm run schema`; not edited by hand.

export interface paths {
    "/api/audit/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the audit log
         * @description Newest first, by page; for administrators. It has every sign-in, tried or done, every change but labels (which have a history of
         *     their own), and every change that was refused to somebody signed in.
         *
         *     With accounts: Needs the role administrator or a higher one; of a token the scope `admin`.
         */
        get: operations["list_audit_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get one's address
         * @description With accounts: Needs somebody who is signed in on the page; no token will do.
         */
        get: operations["get_email"];
        /**
         * Set one's address
         * @description A link goes there; the address is one's own once that link was opened, within a day. The address of before is told.
         *
         *     With accounts: Needs somebody who is signed in on the page; no token will do.
         */
        put: operations["ask_for_email"];
        post?: never;
        /**
         * Forget one's address
         * @description One is not written to any more, and can have no link for another password sent. The address is told.
         *
         *     With accounts: Needs somebody who is signed in on the page; no token will do.
         */
        delete: operations["delete_email"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/email/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show that an address is one's own
         * @description Whoever has the link may be signed in or not: it opens nothing.
         *
         *     With accounts: Needs nothing.
         */
        post: operations["confirm_email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/forgotten": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a link to choose another password
         * @description It goes to the address of the account, if there is such an account and its person has shown an address. The answer is the same
         *     in any case. The old password works until the link is used.
         *
         *     With accounts: Needs nothing.
         */
        post: operations["forgot_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/links/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Use a one-time link
         * @description The link that the program prints at its first start makes the first administrator; one that an administrator made lets its
         *     person choose a password. Either signs that person in.
         *
         *     With accounts: Needs nothing.
         */
        post: operations["use_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what one is told of
         * @description By mail and by webhook; without the secret of the webhook, which is shown when it is made.
         *
         *     With accounts: Needs somebody who is signed in on the page; no token will do.
         */
        get: operations["get_notification_settings"];
        /**
         * Set what one is told of
         * @description A new webhook gets a secret, which is shown this once; one that is there keeps its own. One that was switched off is tried again.
         *     Messages have the form of Standard Webhooks: `POST` with the headers `webhook-id` (the same at every try), `webhook-timestamp`
         *     (seconds since 1970) and `webhook-signature` (`v1,` and the HMAC-SHA-256 of `id.timestamp.body` in base64).
         *
         *     With accounts: Needs somebody who is signed in on the page; no token will do.
         */
        put: operations["put_notification_settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/notifications/deliveries/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what one was told
         * @description The newest 50 messages by mail and to the webhook, newest first, with what became of each.
         *
         *     With accounts: Needs somebody who is signed in on the page; no token will do.
         */
        get: operations["list_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/notifications/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give one's webhook another secret
         * @description It signs from the next message on.
         *
         *     With accounts: Needs somebody who is signed in on the page; no token will do.
         */
        post: operations["create_webhook_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/notifications/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send oneself a message
         * @description It goes the way of all messages; what became of it is in the list of deliveries.
         *
         *     With accounts: Needs somebody who is signed in on the page; no token will do.
         */
        post: operations["send_test_notification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change one's password
         * @description All other sessions of the person end, and the short-lived tokens.
         *
         *     With accounts: Needs somebody who is signed in on the page; no token will do.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/provider/begin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign in with the provider
         * @description Leads a browser to the provider of identities (authorization code flow with PKCE); from there it comes back to
         *     `/api/auth/provider/finish`.
         *
         *     With accounts: Needs nothing.
         */
        get: operations["begin_provider_sign_in"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/provider/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * End a sign-in with the provider
         * @description The provider leads the browser here. Answers with the cookies of a session, and leads to where the person wanted to be; or to
         *     the page, which says why not.
         *
         *     With accounts: Needs nothing.
         */
        get: operations["finish_provider_sign_in"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get who is signed in
         * @description Answers everybody: a page asks it first.
         *
         *     With accounts: Needs nothing.
         */
        get: operations["get_session"];
        put?: never;
        /**
         * Sign in
         * @description Answers with cookies: `ml_job_session`, which no script can read, and `ml_job_csrf`, whose value a page sends as
         *     `X-CSRF-Token` with whatever changes something. Programs use a token instead.
         *
         *     With accounts: Needs nothing.
         */
        post: operations["sign_in"];
        /**
         * Sign out
         * @description Ends this session. Tokens go on working. Where a provider of identities let the person in, the answer says where to sign out there
         *     too.
         *
         *     With accounts: Needs somebody who is signed in on the page; no token will do.
         */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List one's sessions
         * @description Those that last still, the one that was used last first.
         *
         *     With accounts: Needs somebody who is signed in on the page; no token will do.
         */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        /**
         * Sign out everywhere
         * @description Ends all sessions of the person, and the short-lived tokens. Personal access tokens go on working until they are deleted.
         *
         *     With accounts: Needs somebody who is signed in on the page; no token will do.
         */
        delete: operations["sign_out_everywhere"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of one's sessions
         * @description Whoever is there has to sign in again. Short-lived tokens go on; *sign out everywhere* ends them too.
         *
         *     With accounts: Needs somebody who is signed in on the page; no token will do.
         */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a short-lived token
         * @description For scripts. It ends by itself, with a new password, and when its person signs out everywhere. A script that runs on its own
         *     uses a personal access token instead, so that it need not know a password.
         *
         *     With accounts: Needs nothing.
         */
        post: operations["issue_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/tokens/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List one's personal access tokens
         * @description Newest first, without their secrets, which nobody keeps.
         *
         *     With accounts: Needs somebody who is signed in on the page; no token will do.
         */
        get: operations["list_tokens"];
        put?: never;
        /**
         * Make a personal access token
         * @description It may do what its scopes say, and never more than its person. Its secret is shown once.
         *
         *     With accounts: Needs somebody who is signed in on the page; no token will do.
         */
        post: operations["create_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a personal access token
         * @description From now on it opens nothing.
         *
         *     With accounts: Needs somebody who is signed in on the page; no token will do.
         */
        delete: operations["delete_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/campaigns/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List campaigns
         * @description Newest first, by page.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["list_campaigns"];
        put?: never;
        /**
         * Start a campaign
         * @description Its matrix is prepared, if it is not there yet, and its first round follows: both are jobs, which are made and run by
         *     themselves. The plan never changes afterwards.
         *
         *     With accounts: Needs the role member or a higher one; of a token the scope `run`.
         */
        post: operations["create_campaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/campaigns/{campaign_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a campaign
         * @description With where it stands, by the labels that people have given so far.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["get_campaign"];
        put?: never;
        post?: never;
        /**
         * Forget a campaign
         * @description Its jobs, their files and the labels stay, and can then be deleted as any others.
         *
         *     With accounts: Needs the role member or a higher one; of a token the scope `run`.
         */
        delete: operations["delete_campaign"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/campaigns/{campaign_id}/agreement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get how far the people agree who label a campaign
         * @description As `GET /api/jobs/{job_id}/agreement`, of all rounds and audits.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["get_campaign_agreement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/campaigns/{campaign_id}/audits/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start an audit of a campaign
         * @description The newest list, or its part of one class, is frozen, and spectra are drawn from it (for the recall also from what it leaves out):
         *     their labels are a
         *     measurement, so nobody sees what the model thinks of them. Each audit may be wrong less often than the one before, so that
         *     all of them together keep the campaign's `alpha`.
         *
         *     With accounts: Needs the role member or a higher one; of a token the scope `run`.
         */
        post: operations["start_audit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/campaigns/{campaign_id}/audits/{number}/certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the certificate of an audit
         * @description By the labels given so far: every draw in its order, with its answer, and the bound after each. It can be recomputed from
         *     itself alone.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["get_certificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/campaigns/{campaign_id}/disagreements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what people differ about in a campaign
         * @description As `GET /api/jobs/{job_id}/disagreements`, of all rounds and audits.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["list_campaign_disagreements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/campaigns/{campaign_id}/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get all labels of a campaign as a table
         * @description Every answer to a spectrum that a round or audit asked for, or that a person chose, repeats too: what was said, by whom, when, where,
         *     why it was asked for, with which probability, and whether the person could see what a model thinks of it. Of several people's answers the
         *     one that counts, or with `opinions` all. What waits for a second, blind answer of the caller is left out.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["export_labels"];
        put?: never;
        /**
         * Label spectra of one's own choice
         * @description All or none. They teach from the next round on; no bound counts them, since they were not drawn by chance.
         *
         *     With accounts: Needs the role labeller or a higher one; of a token the scope `label`.
         */
        post: operations["label_chosen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/campaigns/{campaign_id}/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the list of a campaign as a table
         * @description The newest list, or the one that an audit has frozen: name, position, probability, class, signal-to-noise ratio and magnitude
         *     of each spectrum, with the label that counts, when it was given and why it was asked for. `VOTable` and FITS say besides what
         *     the list is made of.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["export_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/campaigns/{campaign_id}/methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Describe a campaign for a paper
         * @description One paragraph: what was searched, how it was labelled, what learnt, what the list holds, and what its audits have shown, in the
         *     numbers of this moment. It says nothing that the certificates do not.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["get_methods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/campaigns/{campaign_id}/provenance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the provenance of a campaign
         * @description PROV-JSON (W3C Member Submission of 2013-04-24): the plan, the matrix with its hash, the labels of each round, the lists with
         *     their hashes, the audits, and the jobs that made them with their configs and times.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["get_provenance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/campaigns/{campaign_id}/rounds/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a round of a campaign
         * @description A round has a number, so that a click too many starts no second one: it is answered with the round that is there.
         *
         *     With accounts: Needs the role member or a higher one; of a token the scope `run`.
         */
        post: operations["start_round"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a directory
         * @description By name. Uploads that are not complete, devices, and links that lead out of the files root are left out.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["list_files"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files/directories/{dirname}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a directory
         * @description With accounts: Needs the role member or a higher one; of a token the scope `run`.
         */
        post: operations["create_directory"];
        /**
         * Delete a directory
         * @description With everything in it; of symbolic links, the links. A directory that a PROCESSING job works in is kept (409).
         *
         *     With accounts: Needs the role member or a higher one; of a token the scope `run`.
         */
        delete: operations["delete_directory"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files/{filename}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a file
         * @description Of a symbolic link, the link is deleted and not what it points at.
         *
         *     With accounts: Needs the role member or a higher one; of a token the scope `run`.
         */
        delete: operations["delete_file"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files/{filename}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a file
         * @description Answers `Range`, `If-Range`, `If-None-Match` and `If-Modified-Since`, so that a download that broke off can go on.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["download_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files/{filename}/upload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload a file
         * @description An existing file is replaced in one step when the new one is complete; an upload that breaks off leaves it as it was.
         *
         *     With accounts: Needs the role member or a higher one; of a token the scope `run`.
         */
        post: operations["upload_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/job-types/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List job types
         * @description With the JSON Schema (draft 2020-12) of each type's config: enough to make a form.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`. A worker's token will do as well.
         */
        get: operations["list_job_types"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/job-types/{type}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Declare a job type
         * @description For workers, which declare what they can run when they start. The last declaration counts.
         *
         *     With accounts: Needs a worker's token.
         */
        put: operations["put_job_type"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs
         * @description Newest first, by page.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["list_jobs"];
        put?: never;
        /**
         * Create a job
         * @description With `config` it is validated against the type's JSON Schema and written to `config.json` in the job's directory.
         *     Without it, upload a `config.json` there before RUN.
         *
         *     With accounts: Needs the role member or a higher one; of a token the scope `run`.
         */
        post: operations["create_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a job
         * @description With accounts: Needs the role viewer or a higher one; of a token the scope `read`. A worker's token will do as well.
         */
        get: operations["get_job"];
        put?: never;
        post?: never;
        /**
         * Delete a job
         * @description Its labellings go with it. Its directory stays unless `purge` is `true`.
         *
         *     With accounts: Needs the role member or a higher one; of a token the scope `run`.
         */
        delete: operations["delete_job"];
        options?: never;
        head?: never;
        /**
         * Change a job's label or description
         * @description What is absent stays. The directory keeps its name.
         *
         *     With accounts: Needs the role member or a higher one; of a token the scope `run`.
         */
        patch: operations["patch_job"];
        trace?: never;
    };
    "/api/jobs/{job_id}/agreement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get how far the people agree who label an experiment
         * @description Of the job and of those that it continues: κ and α of what two people said blindly of the same spectra, each person's answers against
         *     the labels that count, and the labels that all answers together make most probable where people differ (Dawid & Skene).
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["get_job_agreement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Claim a job
         * @description For workers. The answer carries the config and the attempt number, which every later word about the job must carry.
         *
         *     With accounts: Needs a worker's token.
         */
        post: operations["claim_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/disagreements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what people differ about in an experiment
         * @description In the job and those that it continues, each with what everybody says. Nobody has settled them yet, unless `settled` asks for all.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["list_job_disagreements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/end/{action}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report the end of a job
         * @description For workers. With the attempt number of the claim; workers of the predecessor, which never claim, leave it out.
         *
         *     With accounts: Needs a worker's token.
         */
        post: operations["end_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listen to a job
         * @description Server-sent events: `phase` (the job without its config), `progress` and `log` (a line). A client without
         *     `Last-Event-ID` gets the job as it is first, and from then on what happens. When the job has ended and all has been
         *     told, the stream ends; a client that reconnects then is answered 204, which tells an `EventSource` to stop.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["listen_to_job"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep a claim
         * @description For workers. Extends the claim; stores progress, metrics and log lines and passes them on to whoever listens.
         *     409 means: this run is over, kill its process.
         *
         *     With accounts: Needs a worker's token.
         */
        post: operations["heartbeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a job's log
         * @description The file `log.txt` of the job's directory, as plain text. `Range: bytes=-65536` fetches its end.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["get_job_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create the next iteration of a job
         * @description Makes the next iteration's config from this job's config and the labels that people gave, and creates the next job, PENDING, with
         *     `parent_job_id` naming this one. The labels and the performance estimates are written into the next job's own directory
         *     (`oracle_data.json`, `perf_est_list.json`, `perf_est.json`); this job's stays as it is. No file needs to be edited.
         *
         *     With accounts: Needs the role member or a higher one; of a token the scope `run`.
         */
        post: operations["create_next_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/performance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the estimated precision of a job's predictions
         * @description Judged by the labels that people have given so far to the job's spectra of the set `PERFORMANCE_ESTIMATION`, and by no other.
         *     `classes` are the config's `candidate_classes` or else those that these spectra were predicted to be of. Without labels precision
         *     and bound are absent.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["get_job_performance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/process/{action}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run or abort a job
         * @description RUN reads `config.json` in the job's directory, validates it, and queues the job; workers take jobs of one type
         *     strictly in the order of RUN. ABORT takes effect at once, whether or not a worker runs the job.
         *
         *     With accounts: Needs the role member or a higher one; of a token the scope `run`.
         */
        post: operations["process_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand a job back
         * @description For workers. Without an error (the worker shuts down) the job is queued at once and the attempt does not count; with
         *     one it is tried again after a growing delay, until its attempts are used up.
         *
         *     With accounts: Needs a worker's token.
         */
        post: operations["release_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/seats/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listen to who labels the spectra of a job
         * @description Server-sent events of the name `present`: who is there and looks at what, at once and whenever somebody comes, moves on or goes.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["listen_to_seats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/seats/{seat_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Sit down to label the spectra of a job
         * @description Says that the person is there, and gives her the next labellings so that nobody else is asked the same. Repeat it to stay, and to be
         *     asked more; who is not heard of for `expires_in_seconds` has gone. Nobody is kept from labelling what somebody else is asked: it
         *     becomes a second opinion.
         *
         *     With accounts: Needs the role labeller or a higher one; of a token the scope `label`.
         */
        put: operations["take_seat"];
        post?: never;
        /**
         * Stand up
         * @description What the person was asked is free for others. A seat that is not there is left already.
         *
         *     With accounts: Needs the role labeller or a higher one; of a token the scope `label`.
         */
        delete: operations["leave_seat"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/spectra": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get preprocessed spectra of a job
         * @description Rows of the `result.h5` in the job's directory: by page, by name, or by likeness. What the model says of a spectrum is left out while
         *     the caller is to answer blindly.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["list_job_spectra"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/labellings/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the labellings of a job
         * @description `ORACLE`, then `PERFORMANCE_ESTIMATION`, then `CANDIDATE`. A job that does not exist has none. As CSV (RFC 4180) the list
         *     is streamed, with the column names in the first line.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`. A worker's token will do as well.
         */
        get: operations["list_labellings"];
        put?: never;
        /**
         * Create a labelling
         * @description With accounts: Needs a worker's token.
         */
        post: operations["create_labelling"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/labellings/batch/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create labellings
         * @description All or none. A worker sends the attempt number of its claim along, so that one that was cut off cannot add to what
         *     its successor found.
         *
         *     With accounts: Needs a worker's token.
         */
        post: operations["create_labellings"];
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Label spectra
         * @description All or none.
         *
         *     With accounts: Needs the role labeller or a higher one; of a token the scope `label`.
         */
        patch: operations["patch_labellings"];
        trace?: never;
    };
    "/api/labellings/{labelling_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a labelling
         * @description With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["get_labelling"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Label a spectrum
         * @description What is absent stays, `null` clears.
         *
         *     With accounts: Needs the role labeller or a higher one; of a token the scope `label`.
         */
        patch: operations["patch_labelling"];
        trace?: never;
    };
    "/api/labellings/{labelling_id}/adjudication": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Settle the label of a spectrum
         * @description From then on this label counts, whatever people say; what they said stays, and the history tells who settled it. Where two people are
         *     asked blindly, both must have answered.
         *
         *     With accounts: Needs the role member or a higher one; of a token the scope `run`.
         */
        put: operations["adjudicate_labelling"];
        post?: never;
        /**
         * Open the label of a spectrum again
         * @description What people say decides again which label counts.
         *
         *     With accounts: Needs the role member or a higher one; of a token the scope `run`.
         */
        delete: operations["reopen_labelling"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/labellings/{labelling_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what was said of a spectrum, oldest first
         * @description One entry for each change, with its author's label and comment after it. Before the first change there was neither. Who is asked
         *     blindly sees her own alone until both have answered.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["get_labelling_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/labellings/{labelling_id}/opinions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what each person says of a spectrum
         * @description The newest of each, in the order in which they first said something. Who is asked blindly sees her own alone until both have
         *     answered. On an instance without accounts there are none.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["list_opinions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/spectra/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search the archive
         * @description By a part of the file name, by header facts, by position, in any combination. All files are known by name as soon as their
         *     directories have been listed, those that cannot be read too; facts are read after that, in the background: see
         *     `GET /api/spectra/index/`. Files that are new are found when the directories were looked through again, every ten minutes
         *     unless it is set otherwise.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["search_spectra"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/spectra/directories/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a directory of the archive
         * @description The directories below it, by name, and how many spectra it holds.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["list_archive_directories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/spectra/index/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get how far the index of the archive is
         * @description Names are known first, facts come later. The directories are looked through again every ten minutes, unless it is set
         *     otherwise: those whose times have changed are listed again, and files that are new or changed are read.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["get_archive_index"];
        put?: never;
        /**
         * Look through the archive now
         * @description Every directory and the size and time of every file, also where the directory's own time has not changed, as when a file
         *     was written over in its place.
         *
         *     With accounts: Needs the role member or a higher one; of a token the scope `run`.
         */
        post: operations["refresh_archive_index"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/spectra/{filename}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a spectrum
         * @description Wavelength, flux and header facts, for plots. Wherever in the archive the file lies, however it is packed.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["get_spectrum"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/spectra/{filename}/fits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a spectrum's FITS file
         * @description As it lies in the archive: packed where only the packed file is there, with a name that says so. Answers `Range`. Of
         *     `file#target` the one spectrum: a binary table with wavelength, flux and, where they are known, inverse variance and mask.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["download_spectrum"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/spectra/{filename}/header": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the header cards of a spectrum's file
         * @description All cards of all units, in their order and as they are written. Of a file that is not FITS there are none.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["get_spectrum_header"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/spectra/{filename}/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Measure lines of a spectrum
         * @description Equivalent width, full width at half maximum, centroid, and of two peaks separation and V/R, each with its error, on the pixels
         *     as observed. The method is described in `docs/lines.md`.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["measure_spectrum_lines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/spectra/{filename}/occurrences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the jobs that show a spectrum
         * @description With the labels that people gave it. A name that no job shows has none, whether the archive knows it or not.
         *
         *     With accounts: Needs the role viewer or a higher one; of a token the scope `read`.
         */
        get: operations["list_spectrum_occurrences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the accounts
         * @description All of them, by name; for administrators.
         *
         *     With accounts: Needs the role administrator or a higher one; of a token the scope `admin`.
         */
        get: operations["list_users"];
        put?: never;
        /**
         * Make an account
         * @description Nobody chooses a password for somebody else: the answer has a link with which its person does, once, within a day; or the link is
         *     sent to an address.
         *
         *     With accounts: Needs the role administrator or a higher one; of a token the scope `admin`.
         */
        post: operations["create_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change an account
         * @description The change counts from the next request on. An account that is not active any more loses its sessions; its labels stay, and its
         *     name is not given to anybody else.
         *
         *     With accounts: Needs the role administrator or a higher one; of a token the scope `admin`.
         */
        patch: operations["patch_user"];
        trace?: never;
    };
    "/api/users/{user_id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a link for another password
         * @description With it the person chooses another password, once, within a day. Until then the old one works. With `by_mail` it is sent to the
         *     address that the person has shown.
         *
         *     With accounts: Needs the role administrator or a higher one; of a token the scope `admin`.
         */
        post: operations["create_user_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell that the process is alive
         * @description Asks nobody else: a database that is away is no reason to restart the API.
         *
         *     With accounts: Needs nothing.
         */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get numbers for Prometheus
         * @description Requests by route and status, jobs by phase, the outbox, what the dispatcher, the sweeper and the reconciler did.
         *
         *     With accounts: Needs the role administrator or a higher one; of a token the scope `read`.
         */
        get: operations["get_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell whether the API can serve
         * @description Asks the database and the files root (can they be written to?), the broker and the archive. The log says what is wrong.
         *
         *     With accounts: Needs nothing.
         */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description How far people agree, by what they said blindly of the same spectra. */
        Agreement: {
            alpha?: components["schemas"]["AgreementInterval"] | null;
            /**
             * Format: int64
             * @description Spectra that two people answered blindly.
             */
            both: number;
            /** @description The most probable labels of the spectra that people differ about. */
            combined: components["schemas"]["CombinedLabel"][];
            /**
             * Format: int64
             * @description Spectra that people differ about, and that nobody has settled.
             */
            disagreements: number;
            /**
             * Format: double
             * @description Fleiss' κ; absent where it has no value.
             */
            fleiss_kappa?: number | null;
            /** @description Each two of them who answered the same spectra blindly. */
            pairs: components["schemas"]["AgreementPair"][];
            /** @description Those who labelled, by name. */
            people: components["schemas"]["AgreementPerson"][];
            /**
             * Format: int64
             * @description Spectra that wait for the second of two answers.
             */
            waiting: number;
        };
        /** @description A number with an interval from a seeded bootstrap over the labellings. */
        AgreementInterval: {
            /**
             * Format: double
             * @description Lower end of the 95 % interval.
             */
            from: number;
            /**
             * Format: double
             * @description Upper end.
             */
            to: number;
            /**
             * Format: double
             * @description The number.
             */
            value: number;
        };
        /** @description Two people who answered the same spectra. */
        AgreementPair: {
            /**
             * Format: int64
             * @description Spectra that both answered blindly.
             */
            both: number;
            /** @description One. */
            first: string;
            /**
             * Format: double
             * @description Cohen's κ; absent where it has no value (both always say one and the same).
             */
            kappa?: number | null;
            /**
             * Format: int64
             * @description Those with the same answer.
             */
            same: number;
            /** @description The other. */
            second: string;
        };
        /** @description One of those who labelled. */
        AgreementPerson: {
            /** @description Her answers against the labels that count, of spectra that two people or more labelled; what never happened is left out. */
            confusion: components["schemas"]["LabelConfusion"][];
            /**
             * Format: int64
             * @description Spectra that the person has labelled.
             */
            labelled: number;
            /** @description Who. */
            name: string;
            /** @description The same as probabilities, by Dawid & Skene; none while fewer than two people labelled the same spectra. */
            reliability: components["schemas"]["Reliability"][];
        };
        /** @description How far the index of the archive is. */
        ArchiveIndex: {
            /**
             * Format: date-time
             * @description When the last one that ended did so.
             */
            completed_at?: string | null;
            /**
             * Format: int64
             * @description Directories.
             */
            directories: number;
            /**
             * Format: int64
             * @description Directories that are still to be looked at.
             */
            directories_due: number;
            /**
             * Format: int64
             * @description Directories that are not listed: they cannot be read, or are links to others.
             */
            directories_failed: number;
            /** @description Whether all directories have been listed, and all files that they hold have been read. */
            is_complete: boolean;
            /** @description Whether directories are being looked through. */
            is_under_way: boolean;
            /**
             * Format: int64
             * @description Spectra whose facts are known.
             */
            read: number;
            /** @description Why, the most frequent reason first. */
            reasons: components["schemas"]["UnreadableReason"][];
            /**
             * Format: date-time
             * @description When the last look through the directories began.
             */
            started_at?: string | null;
            /**
             * Format: int64
             * @description Files that cannot be read as spectra: `GET /api/spectra/?state=unreadable` names them.
             */
            unreadable: number;
            /**
             * Format: int64
             * @description Files whose facts are still to be read.
             */
            waiting: number;
        };
        /** @description What a directory of the archive holds. */
        ArchiveListing: {
            /** @description The directories, by name. */
            directories: components["schemas"]["DirectoryEntry"][];
            /**
             * @description How many directories.
             * @example 1
             */
            directory_count: number;
            /**
             * @description The directory, relative to the archive.
             * @example /20111024
             */
            parent_dir_path: string;
            /**
             * @description How many spectra lie in it, without those of its directories.
             * @example 0
             */
            spectrum_count: number;
        };
        /** @description Where a campaign stands: what is found, what may be left, what to do next. */
        Assessment: {
            /** @description What to do next, in one sentence. */
            advice: string;
            agreement?: components["schemas"]["SelfAgreement"] | null;
            /** @description The audits. */
            audits: components["schemas"]["AuditState"][];
            /**
             * Format: double
             * @description Wanted spectra that the next 100 labels are expected to find; absent while there is no model.
             */
            expected_per_100?: number | null;
            /**
             * Format: double
             * @description Mean calibrated probability of the listed spectra; absent while there is no model.
             */
            expected_precision?: number | null;
            /** @description Confirmed spectra, for each wanted class. */
            found: components["schemas"]["Found"][];
            /**
             * Format: int64
             * @description Spectra with a label that is a class.
             */
            labelled: number;
            /**
             * Format: int64
             * @description Spectra in the newest list, confirmed ones included; absent while there is no model.
             */
            listed?: number | null;
            /**
             * Format: int64
             * @description Stars that they are of: spectra within 3″ of one another are of one. Absent where the newest list does not tell.
             */
            listed_stars?: number | null;
            /**
             * Format: int64
             * @description Spectra of the search domain; absent before the first round.
             */
            pool?: number | null;
            /**
             * Format: int64
             * @description Labels that a certificate of the precision at the target of 0.9 will cost about; absent while there is no list.
             */
            price?: number | null;
            total?: components["schemas"]["Estimate"] | null;
            /**
             * Format: int64
             * @description Spectra of which the person could not tell.
             */
            unsure: number;
            /**
             * Format: int64
             * @description Spectra of the newest round that wait for a label.
             */
            waiting: number;
        };
        /** @description One line of the audit log: who did what, when, from where. */
        AuditEvent: {
            /**
             * @description What: the endpoint's name in the API's description.
             * @example delete_job
             */
            action: string;
            /**
             * @description From which address.
             * @example 192.0.2.7
             */
            address?: string | null;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description The name at that time, or the one that was tried. */
            name?: string | null;
            /** @description What came of it. */
            outcome: components["schemas"]["AuditOutcome"];
            /** @description To what: the path that was asked for, or the account. */
            target?: string | null;
            user_id?: components["schemas"]["UserId"] | null;
        };
        /**
         * @description What an audit is asked to find out.
         * @enum {string}
         */
        AuditKind: "PRECISION" | "RECALL";
        /** @description A page of the audit log. */
        AuditList: {
            /** @description The lines, newest first. */
            events: components["schemas"]["AuditEvent"][];
            /**
             * Format: int64
             * @description How many were asked for.
             */
            limit: number;
            /**
             * Format: int64
             * @description How many were passed over.
             */
            offset: number;
            /**
             * Format: int64
             * @description How many lines there are in all, with this filter.
             */
            total: number;
        };
        /**
         * @description What came of something that the audit log tells.
         * @enum {string}
         */
        AuditOutcome: "done" | "refused" | "failed";
        /** @description What an audit has found out so far. */
        AuditState: {
            /**
             * Format: double
             * @description How often its bound may be wrong: its share of the campaign's.
             */
            alpha: number;
            /**
             * Format: int64
             * @description Draws with an answer so far, without a gap.
             */
            answered: number;
            /**
             * Format: double
             * @description Precision, or recall, is above this at every look, with confidence `1 − alpha`: *unsure* counts as wrong. Absent before
             *     the list is frozen.
             */
            bound?: number | null;
            /** @description The classes that it certifies, together. */
            classes: string[];
            /**
             * Format: int64
             * @description Draws that wait for an answer or have one: none where every spectrum of the list is confirmed already.
             */
            draws: number;
            /**
             * Format: double
             * @description The plain estimate, in which *unsure* counts neither way; absent without an answer.
             */
            estimate?: number | null;
            /** @description What it is to find out. */
            kind: components["schemas"]["AuditKind"];
            /** @description SHA-256 of the frozen list. */
            list_sha256: string;
            /**
             * Format: int64
             * @description Spectra in the frozen list.
             */
            listed: number;
            /**
             * Format: int32
             * @description Which of the audits, from 1.
             */
            number: number;
            /**
             * Format: int64
             * @description Those of them that the person could not tell.
             */
            unsure: number;
        };
        /**
         * @description Whether an instance has accounts.
         * @enum {string}
         */
        AuthMode: "off" | "local" | "oidc";
        /**
         * Format: binary
         * @description The bytes of a file.
         */
        Binary: string;
        /** @description A campaign. */
        Campaign: {
            /** @description The campaign's id. */
            campaign_id: components["schemas"]["CampaignId"];
            /**
             * Format: date-time
             * @description When it was started.
             */
            created_at: string;
            /** @description What it is for. */
            description?: string | null;
            /**
             * @description What people call it.
             * @example Double-peaked Hα in DR10
             */
            label: string;
            /** @description What is searched for, and where. It never changes. */
            plan: components["schemas"]["CampaignPlan"];
        };
        /** @description A campaign, its jobs, and where it stands. */
        CampaignDetail: components["schemas"]["Campaign"] & {
            /** @description Where it stands. */
            assessment: components["schemas"]["Assessment"];
            /** @description Its jobs, by role and number. */
            jobs: components["schemas"]["CampaignJob"][];
        };
        /**
         * Format: uuid
         * @example 0199c0de-7b1e-7f3a-9d57-0123456789ab
         */
        CampaignId: string;
        /** @description A job of a campaign. */
        CampaignJob: {
            /** @description The job. */
            job_id: components["schemas"]["JobId"];
            /**
             * Format: int32
             * @description Which of the jobs of this role: rounds count from 0, audits from 1.
             */
            number: number;
            /** @description What it does. */
            role: components["schemas"]["CampaignRole"];
        };
        /** @description A page of campaigns. */
        CampaignList: {
            /** @description The campaigns, newest first. */
            campaigns: components["schemas"]["Campaign"][];
            /**
             * Format: int64
             * @description How many were asked for.
             */
            limit: number;
            /**
             * Format: int64
             * @description How many were passed over.
             */
            offset: number;
            /**
             * Format: int64
             * @description How many campaigns there are in all.
             */
            total: number;
        };
        /**
         * @description What learns from the labels.
         * @enum {string}
         */
        CampaignModel: "auto" | "linear" | "svm" | "linear_svm" | "trees" | "mean" | "network";
        /**
         * @description What a campaign searches for, and where. It is chosen before the first label, and never changes: a bound is only worth
         *     what was fixed before.
         */
        CampaignPlan: {
            /**
             * Format: double
             * @description How often all certificates of the campaign together may be wrong, above 0 and at most 0.5.
             * @default 0.05
             */
            alpha: number;
            /**
             * @description The classes that a person tells apart, 2 to 10.
             * @example [
             *       "other",
             *       "single peak",
             *       "double peak"
             *     ]
             */
            classes: string[];
            /** @description Which label counts where people differ and nobody has settled it. */
            combine_labels?: components["schemas"]["CombineLabels"];
            /**
             * Format: double
             * @description Share of what is drawn that two people are asked about, neither of whom sees what the other or the model says before she has
             *     answered: 0 to 1; absent: 0.1. It counts where a round or audit begins with two labellers or more.
             */
            double_blind?: number | null;
            /** @description Spectra of the pool that are known to be of a wanted class: the first round asks for what is like them. */
            examples?: string[];
            /**
             * Format: int32
             * @description How many spectra the first round shows, 10 to 1000.
             * @default 100
             */
            first_round: number;
            /**
             * Format: double
             * @description The line that the wanted spectra show \[Å\], where there is one: the first round asks for where it stands out.
             * @example 6564.6
             */
            line?: number | null;
            /**
             * Format: double
             * @description The search domain: only spectra that cover at least this share of the region, 0 to 1. The matrix must have been made with
             *     `quality`.
             */
            min_coverage?: number | null;
            /**
             * Format: double
             * @description The search domain: only spectra with at least this signal-to-noise ratio. What is claimed later is claimed of it alone.
             */
            min_snr?: number | null;
            /** @description What learns from the labels. */
            model?: components["schemas"]["CampaignModel"];
            /** @description Where the spectra come from. */
            pool: components["schemas"]["PoolSource"];
            /**
             * Format: int32
             * @description How many each later round shows, 10 to 1000.
             * @default 100
             */
            round: number;
            /**
             * Format: int64
             * @description What every random choice comes from: the same seed and the same labels give the same campaign.
             */
            seed?: number;
            /**
             * @description Those of them that are searched for.
             * @example [
             *       "double peak"
             *     ]
             */
            wanted: string[];
        };
        /**
         * @description What a job does for its campaign.
         * @enum {string}
         */
        CampaignRole: "PREPARATION" | "ROUND" | "AUDIT";
        /** @description The password that was, and the one that is to be. */
        ChangePassword: {
            /**
             * Format: password
             * @description The password that was.
             */
            current_password: string;
            /**
             * Format: password
             * @description The new one, 12 to 128 characters of any kind.
             */
            new_password: string;
        };
        /**
         * @description How a message goes.
         * @enum {string}
         */
        Channel: "mail" | "webhook";
        /** @description A label of a spectrum that a person chose herself: a neighbour, what a search found, a line of her own list. */
        ChosenLabel: {
            /** @description The spectrum, as the pool names it. */
            spectrum_filename: string;
            /** @description One of the campaign's classes, or `UNSURE`. */
            user_label: string;
        };
        /** @description A claim that was granted. */
        Claim: {
            /**
             * Format: int32
             * @description The fencing token of this run.
             * @example 1
             */
            attempt: number;
            /** @description The job, PROCESSING, with its config. */
            job: components["schemas"]["Job"];
            /**
             * Format: double
             * @description How long the claim lasts without a heartbeat, in seconds.
             * @example 10
             */
            lease_s: number;
        };
        /** @description `POST /jobs/{job_id}/claim`: "I have a free place for this job." */
        ClaimRequest: {
            /**
             * Format: uuid
             * @description A name for this claim, which the worker makes up. The same request with the same nonce, sent again because the answer
             *     was lost, gets the same claim again, as long as that claim is not over.
             */
            nonce?: string | null;
            /** @description The job types that it can run. */
            types: components["schemas"]["JobType"][];
            /**
             * @description The worker's name: host, process and a random part.
             * @example gpu01-4711-x7k2
             */
            worker: string;
        };
        /**
         * @description Which label counts where people differ and nobody has settled it.
         * @enum {string}
         */
        CombineLabels: "majority" | "dawid_skene";
        /** @description A label that the opinions together make most probable. */
        CombinedLabel: {
            /** @description The label. */
            label: string;
            /** @description The labelling. */
            labelling_id: components["schemas"]["LabellingId"];
            /**
             * Format: double
             * @description How probable it is, by Dawid & Skene.
             */
            probability: number;
        };
        /** @description The link that was sent to an address. */
        ConfirmEmail: {
            /** @description What stands behind the `#` of the link. */
            link: string;
        };
        /** @description An address that is known to be its person's. */
        ConfirmedEmail: {
            /** @description The address. */
            email: string;
            /** @description Whose it is. */
            name: string;
        };
        /** @description A token, and its secret. */
        CreatedToken: components["schemas"]["PersonalToken"] & {
            /**
             * @description What to send as `Authorization: Bearer …`. It is shown this once.
             * @example mljp_…
             */
            secret: string;
        };
        /** @description An account, and the link with which its person chooses a password. */
        CreatedUser: {
            /** @description The link. */
            link: components["schemas"]["OneTimeLink"];
            /** @description The account. */
            user: components["schemas"]["User"];
        };
        /** @description A message to a person, and what became of it. */
        Delivery: {
            /**
             * Format: int32
             * @description How often it was tried.
             */
            attempts: number;
            /** @description How it goes. */
            channel: components["schemas"]["Channel"];
            /**
             * Format: date-time
             * @description Since when it is to be told.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was taken or given up.
             */
            ended_at?: string | null;
            /**
             * Format: uuid
             * @description The id of what happened, as in the header `webhook-id`: the same at every try, and for everybody who is told.
             */
            event_id: string;
            /** @description What it is about. */
            kind: components["schemas"]["MessageKind"];
            /** @description Why the last try failed. */
            last_error?: string | null;
            /**
             * Format: date-time
             * @description Not before this time it is tried again; only while it waits.
             */
            next_at?: string | null;
            /** @description What became of it. */
            state: components["schemas"]["DeliveryState"];
        };
        /**
         * @description What became of a message.
         * @enum {string}
         */
        DeliveryState: "waiting" | "delivered" | "failed";
        /** @description A directory in a listing. */
        DirectoryEntry: {
            /**
             * @description Its name.
             * @example JOBS
             */
            dirname: string;
        };
        /** @description A directory that was made. */
        DirectoryView: {
            /** @description Its name. */
            dirname: string;
            /** @description The directory it lies in. */
            parent_dir_path: string;
        };
        /** @description A labelling that people differ about. */
        Disagreement: {
            /** @description The labelling, with the label that counts. */
            labelling: components["schemas"]["Labelling"];
            /** @description What each says, in the order in which they said it. */
            opinions: components["schemas"]["Opinion"][];
        };
        /** @description What people differ about. */
        DisagreementList: {
            /** @description Those of the page, in the order in which the spectra were shown. */
            disagreements: components["schemas"]["Disagreement"][];
            /**
             * Format: int64
             * @description How many there are in all.
             */
            total: number;
        };
        /** @description How a spectrum came to be shown. */
        Draw: {
            /** @description Why. */
            kind: components["schemas"]["DrawKind"];
            /**
             * Format: double
             * @description The probability of this spectrum to be drawn among those that were left, where it was drawn by chance.
             */
            probability?: number | null;
            /** @description Other spectra of the pool that are of the same star, within 3″: shown together with it, and not asked about by themselves. */
            same_star?: string[];
            /**
             * Format: double
             * @description The largest weight, one over the probability, that any spectrum left could have had then.
             */
            weight_max?: number | null;
        };
        /**
         * @description Why a spectrum was drawn.
         * @enum {string}
         */
        DrawKind: "UNCERTAIN" | "PROBABLE" | "ANOMALY" | "DIVERSE" | "SIMILAR" | "RANDOM" | "AUDIT" | "REPEAT" | "CHOSEN";
        /**
         * @description `POST /jobs/{job_id}/end/{COMPLETE|ERROR}`.
         *
         *     Workers of the predecessor send only the two times, and never claim: without an attempt number the end is accepted
         *     whenever the job is PROCESSING and no live claim is held.
         */
        EndRequest: {
            /**
             * Format: int32
             * @description The fencing token of the claim.
             */
            attempt?: number | null;
            /**
             * Format: date-time
             * @description When it ended.
             */
            ended_at: string;
            error?: components["schemas"]["JobFailure"] | null;
            /** @description What the job measured of itself. */
            metrics?: Record<string, unknown> | null;
            /**
             * Format: date-time
             * @description When the run began.
             */
            started_at: string;
        };
        /** @description A range in which a number probably lies. It is no certificate: nothing was fixed before. */
        Estimate: {
            /**
             * Format: double
             * @description Its lower end.
             */
            from: number;
            /**
             * Format: double
             * @description Its upper end.
             */
            to: number;
            /**
             * Format: double
             * @description The best guess.
             */
            value: number;
        };
        /** @description One thing wrong with one field of a request or a config. */
        FieldError: {
            /**
             * @description What: one sentence for a person.
             * @example must have 1 to 50 characters, has 0
             */
            message: string;
            /**
             * @description Where: a JSON pointer (RFC 6901) into the body, or the name of a query or path parameter.
             * @example /label
             */
            pointer: string;
        };
        /** @description A file in a listing. */
        FileEntry: {
            /**
             * @description Its name.
             * @example config.json
             */
            filename: string;
            /**
             * Format: date-time
             * @description When its content last changed.
             */
            modified_at: string;
            /**
             * Format: int64
             * @description Its size in bytes.
             * @example 312
             */
            size: number;
        };
        /** @description Who has forgotten a password. */
        ForgotPassword: {
            /**
             * @description The account's name, or its address.
             * @example ada
             */
            name: string;
        };
        /** @description Confirmed spectra of a wanted class. */
        Found: {
            /** @description The class. */
            class: string;
            /**
             * Format: int64
             * @description How many spectra a person put into it.
             */
            confirmed: number;
        };
        /** @description `POST /jobs/{job_id}/heartbeat`: "I am still at it, and this is what is new." */
        Heartbeat: {
            /**
             * Format: int32
             * @description The fencing token of the claim.
             */
            attempt: number;
            /** @description New log lines, oldest first, at most 1000. */
            log?: components["schemas"]["LogLine"][];
            /** @description What the job measured so far, where that changed. */
            metrics?: Record<string, unknown> | null;
            progress?: components["schemas"]["Progress"] | null;
            /** @description The worker's name, as in the claim. */
            worker: string;
        };
        /** @description The answer to a heartbeat that was accepted. */
        HeartbeatAccepted: {
            /**
             * Format: date-time
             * @description When the claim ends unless another heartbeat comes.
             */
            lease_expires_at: string;
        };
        /** @description Whose token, and what for. */
        IssueToken: {
            /**
             * @description The account's name, in upper or lower case.
             * @example ada
             */
            name: string;
            /**
             * Format: password
             * @description The password.
             */
            password: string;
            /**
             * @description What the token may be used for.
             * @default [
             *       "read",
             *       "label",
             *       "run"
             *     ]
             */
            scopes: components["schemas"]["Scope"][];
        };
        /** @description A short-lived token. */
        IssuedToken: {
            /** @description The token, a JSON Web Token: to be sent as `Authorization: Bearer …`. */
            access_token: string;
            /**
             * Format: int64
             * @description For how many seconds it works.
             * @example 3600
             */
            expires_in: number;
            /** @description What it may be used for; never more than the person may. */
            scopes: components["schemas"]["Scope"][];
            /**
             * @description Always `Bearer`.
             * @example Bearer
             */
            token_type: string;
        };
        /** @description A job as the API shows it. Values that are absent are left out of the JSON. */
        Job: {
            /**
             * Format: int32
             * @description How many times a worker has claimed the job; absent before the first claim.
             */
            attempt?: number | null;
            /** @description The config that the job ran with; the file `config.json` counts until RUN. */
            config?: Record<string, unknown> | null;
            /**
             * Format: date-time
             * @description When it was created.
             */
            created_at: string;
            /** @description What it is for, 1 to 255 characters. */
            description?: string | null;
            /**
             * @description The job's directory, relative to the files root.
             * @example /JOBS/job_be_stars_0199c0de-7b1e-7f3a-9d57-0123456789ab
             */
            dir_path: string;
            /**
             * Format: date-time
             * @description When it ended.
             */
            ended_at?: string | null;
            error?: components["schemas"]["JobFailure"] | null;
            /**
             * Format: double
             * @description How long the last attempt took, in seconds.
             * @example 12.5
             */
            execution_duration?: number | null;
            /**
             * Format: int32
             * @description Which iteration of active learning this is, from 0.
             */
            iteration?: number | null;
            /** @description The job's id. */
            job_id: components["schemas"]["JobId"];
            /**
             * @description A name for people, 1 to 50 characters.
             * @example Be stars
             */
            label: string;
            /** @description What the job measured of itself. */
            metrics?: Record<string, unknown> | null;
            parent_job_id?: components["schemas"]["JobId"] | null;
            /** @description Where it stands. */
            phase: components["schemas"]["Phase"];
            progress?: components["schemas"]["Progress"] | null;
            /**
             * Format: date-time
             * @description When it was last put into the queue.
             */
            queued_at?: string | null;
            /**
             * Format: date-time
             * @description When a worker began the current attempt.
             */
            started_at?: string | null;
            /** @description What kind of job it is. */
            type: components["schemas"]["JobType"];
            /** @description The worker that holds the claim, or held the last one. */
            worker?: string | null;
        };
        /** @description Why a job failed. */
        JobFailure: {
            /**
             * @description A stable word for programs: `usage` (mend the config or the data), `transient` (retries were used up), `fatal` (a bug or a
             *     crash) or `worker_lost`.
             * @example usage
             */
            code: string;
            /**
             * @description One sentence for people.
             * @example the directory LAMOST/B6001 holds no FITS file
             */
            message: string;
        };
        /**
         * Format: uuid
         * @example 0199c0de-7b1e-7f3a-9d57-0123456789ab
         */
        JobId: string;
        /** @description A page of jobs. */
        JobList: {
            /** @description The jobs, newest first. */
            jobs: components["schemas"]["Job"][];
            /**
             * Format: int64
             * @description How many were asked for.
             */
            limit: number;
            /**
             * Format: int64
             * @description How many were passed over.
             */
            offset: number;
            /**
             * Format: int64
             * @description How many jobs there are in all, with this filter.
             */
            total: number;
        };
        /** @description A change to a job's texts; what is absent stays. */
        JobPatch: {
            /** @description A new description, 1 to 255 characters. */
            description?: string | null;
            /** @description A new label, 1 to 50 characters. */
            label?: string | null;
        };
        /** @description What a network said about a spectrum. */
        JobPrediction: {
            /**
             * Format: double
             * @description Entropy of the probabilities, in nats.
             */
            entropy: number;
            /** @description The most probable class. */
            label: string;
            /**
             * @description The probability of each class.
             * @example {
             *       "other": 0.21,
             *       "single peak": 0.38,
             *       "double peak": 0.41
             *     }
             */
            probabilities: {
                [key: string]: number;
            };
        };
        /** @description A page of preprocessed spectra. */
        JobSpectra: {
            /** @description The rows. */
            rows: components["schemas"]["JobSpectrum"][];
            /** @description How many rows the result has; with `filename`, how many of the names it holds. */
            total: number;
            /** @description The wavelength of each point, in Å. */
            wave: number[];
        };
        /** @description A preprocessed spectrum. */
        JobSpectrum: {
            /** @description The name of the spectrum, as `GET /api/spectra/{filename}` finds it. */
            filename: string;
            /** @description The flux at each wavelength, scaled as the job was asked to; `null` where there is none. */
            fluxes: (number | null)[];
            /** @description The row, from 0. */
            index: number;
            /** @description What the header of the spectrum states: `ra`, `dec`, `z`, `snr`, `class`, … */
            metadata: Record<string, unknown>;
            /** @description What the network said, where the job is an iteration of active learning that trained one. */
            prediction?: components["schemas"]["JobPrediction"];
        };
        /**
         * @description The name of a job type: upper-case letters, digits and `_`, starting with a letter, at most 50 characters.
         *
         *     A name rather than an enumeration, so that a new type needs no migration and no change to the API.
         * @example DATA_PREPROCESSING
         */
        JobType: string;
        /** @description What a worker declares about a job type: enough to make a form, to validate a config and to explain both. */
        JobTypeManifest: {
            /** @description A config that validates against the schema. */
            config_example: Record<string, unknown>;
            /** @description JSON Schema (draft 2020-12) of the job's config. */
            config_schema: Record<string, unknown>;
            /** @description One or two sentences: what the job does, what it needs, what it leaves. */
            description: string;
            /** @description Whether a job of this type leads to a next one (`POST /jobs/{job_id}/next`). */
            iterates?: boolean;
            /** @description JSON Schema (draft 2020-12) of what the job measures of itself: its `metrics`. */
            metrics_schema?: Record<string, unknown> | null;
            /** @description The files that the job leaves in its directory. */
            results?: components["schemas"]["ResultFile"][];
            /**
             * @description A few words for a card or a menu.
             * @example Preprocess spectra
             */
            title: string;
            /** @description The name of the type. */
            type: components["schemas"]["JobType"];
        };
        /** @description How often a person said something of spectra whose label that counts is this. */
        LabelConfusion: {
            /** @description The label that counts. */
            counts: string;
            /** @description What the person said. */
            said: string;
            /**
             * Format: int64
             * @description How often.
             */
            spectra: number;
        };
        /** @description One spectrum that a job shows to a person, and the answer. */
        Labelling: {
            /**
             * @description Who settled which label counts where people differed; absent where nobody has.
             * @example ada
             */
            adjudicated_by?: string | null;
            /** @description Whether people gave it different labels, as far as the person who asks may know; absent: no. */
            differs?: boolean;
            draw?: components["schemas"]["Draw"] | null;
            /** @description Whether what others and the model say is kept from the person who asks until she has answered; absent: no. */
            is_hidden?: boolean;
            /** @description The job that shows it; its labellings are deleted with it. */
            job_id: components["schemas"]["JobId"];
            /** @description The labelling's id. */
            labelling_id: components["schemas"]["LabellingId"];
            /**
             * Format: double
             * @description Magnitude of the object \[mag\], as the header of the spectrum states it.
             * @example 14.2
             */
            magnitude?: number | null;
            /**
             * Format: double
             * @description Entropy of the class probabilities, in nats: 0 where the network is sure.
             * @example 0.31
             */
            model_entropy?: number | null;
            /**
             * @description The class that the network predicted, 1 to 30 characters; `-` in iteration 0, where there is no network yet.
             * @example double peak
             */
            model_prediction?: string | null;
            /**
             * Format: double
             * @description The probability that the network gives the predicted class, 0 to 1.
             * @example 0.93
             */
            model_probability?: number | null;
            /** @description What the person who asks noted herself. */
            own_comment?: string | null;
            /** @description What the person who asks chose herself; absent where she has not, or is not known. */
            own_label?: string | null;
            /**
             * Format: int32
             * @description The iteration of active learning that chose it, from 0.
             */
            sequence_iteration: number;
            /**
             * Format: double
             * @description Signal-to-noise ratio of the spectrum, as its header states it (in the r band, where there are several).
             * @example 38.5
             */
            snr?: number | null;
            /**
             * @description The spectrum, as `GET /spectra/{filename}` finds it, 1 to 256 characters.
             * @example spec-56201-B6001_sp01-014.fits
             */
            spectrum_filename: string;
            /** @description Why it is shown. */
            spectrum_set: components["schemas"]["SpectrumSet"];
            /** @description What the person noted. */
            user_comment?: string | null;
            /** @description The class that the person chose. Of several people's the one that counts. */
            user_label?: string | null;
            /**
             * Format: date-time
             * @description When that was; absent on an instance without accounts, where the history has it.
             */
            user_label_at?: string | null;
            /**
             * @description Who said so; absent on an instance without accounts. Of several who did, the first.
             * @example ada
             */
            user_label_author?: string | null;
        };
        /** @description What a person said at one time. */
        LabellingChange: {
            /**
             * @description Who said so; absent where there were no accounts.
             * @example ada
             */
            author?: string | null;
            /**
             * Format: date-time
             * @description When.
             */
            changed_at: string;
            /** @description Whether it settled which label counts, instead of saying what its author thinks; absent: no. */
            is_adjudication?: boolean;
            /** @description What was noted; absent: nothing. */
            user_comment?: string | null;
            /** @description The class that was chosen; absent: none. */
            user_label?: string | null;
        };
        /**
         * Format: uuid
         * @example 0199c0de-7b1e-7f3a-9d57-0123456789ab
         */
        LabellingId: string;
        /** @description The labellings of a job. */
        LabellingList: {
            /** @description The job. */
            job_id: components["schemas"]["JobId"];
            /** @description `ORACLE`, then `PERFORMANCE_ESTIMATION`, then `CANDIDATE`; within each in the order of creation. */
            labellings: components["schemas"]["Labelling"][];
            /**
             * Format: int64
             * @description How many there are in all, with this filter.
             */
            total: number;
        };
        /** @description A change to what the person said: what is absent stays, `null` clears. */
        LabellingPatch: {
            /** @description What the person noted, 1 to 50 characters; `null` clears it and leaves the label alone. */
            user_comment?: string | null;
            /** @description The class that the person chose, 1 to 30 characters; `null` takes it back. */
            user_label?: string | null;
        };
        /** @description The content of a directory. */
        Listing: {
            /** @description The directories, by name. */
            directories: components["schemas"]["DirectoryEntry"][];
            /** @description How many directories. */
            directory_count: number;
            /** @description How many files. */
            file_count: number;
            /** @description The files, by name. */
            files: components["schemas"]["FileEntry"][];
            /**
             * @description The directory, relative to the files root.
             * @example /JOBS
             */
            parent_dir_path: string;
            /** @description Files and directories together. */
            total: number;
        };
        /**
         * @description How much a log line matters.
         * @enum {string}
         */
        LogLevel: "info" | "warn" | "error";
        /** @description One line of a job's log. */
        LogLine: {
            /**
             * Format: date-time
             * @description When it was written.
             */
            at: string;
            /** @description How much it matters. */
            level?: components["schemas"]["LogLevel"];
            /** @description The line, without a line end. */
            message: string;
        };
        /**
         * @description What a message is about: something that its person chose to be told of, or something of the account itself.
         * @enum {string}
         */
        MessageKind: "job_ended" | "labels_waiting" | "disagreement" | "test" | "password_link" | "address_link" | "password_changed" | "token_created" | "new_browser" | "address_changed" | "webhook_switched_off";
        /** @description Which label counts. */
        NewAdjudication: {
            /** @description What is to be noted, 1 to 50 characters. */
            user_comment?: string;
            /** @description The label, 1 to 30 characters. */
            user_label: string;
        };
        /** @description What an audit is to find out. */
        NewAudit: {
            /** @description The wanted class that is certified alone, by the part of the list that is of it; absent: all of them together. */
            class?: string;
            /** @description Precision of the list, or recall of the search. */
            kind: components["schemas"]["AuditKind"];
        };
        /** @description A request to start a campaign. */
        NewCampaign: {
            /** @description What it is for, 1 to 255 characters. */
            description?: string | null;
            /**
             * @description What people call it, 1 to 50 characters.
             * @example Double-peaked Hα in DR10
             */
            label: string;
            /** @description What is searched for, and where. */
            plan: components["schemas"]["CampaignPlan"];
        };
        /** @description A request to create a job. */
        NewJob: {
            /** @description The job's config; written to `config.json` in its directory. May as well be uploaded there before RUN. */
            config?: Record<string, unknown> | null;
            /** @description What it is for, 1 to 255 characters. */
            description?: string | null;
            /**
             * @description A name for people, 1 to 50 characters.
             * @example Be stars
             */
            label: string;
            parent_job_id?: components["schemas"]["JobId"] | null;
            /** @description What kind of job. */
            type: components["schemas"]["JobType"];
        };
        /** @description A request to create a labelling: a [`Labelling`] that has no id yet. */
        NewLabelling: {
            draw?: components["schemas"]["Draw"] | null;
            /** @description The job that shows it. */
            job_id: components["schemas"]["JobId"];
            /**
             * Format: double
             * @description Magnitude of the object \[mag\], as the header of the spectrum states it.
             * @example 14.2
             */
            magnitude?: number | null;
            /**
             * Format: double
             * @description Entropy of the class probabilities, in nats: 0 where the network is sure.
             * @example 0.31
             */
            model_entropy?: number | null;
            /**
             * @description The class that the network predicted, 1 to 30 characters; `-` in iteration 0, where there is no network yet.
             * @example double peak
             */
            model_prediction?: string | null;
            /**
             * Format: double
             * @description The probability that the network gives the predicted class, 0 to 1.
             * @example 0.93
             */
            model_probability?: number | null;
            /**
             * Format: int32
             * @description The iteration of active learning that chose it, from 0.
             */
            sequence_iteration: number;
            /**
             * Format: double
             * @description Signal-to-noise ratio of the spectrum, as its header states it (in the r band, where there are several).
             * @example 38.5
             */
            snr?: number | null;
            /**
             * @description The spectrum, as `GET /spectra/{filename}` finds it, 1 to 256 characters.
             * @example spec-56201-B6001_sp01-014.fits
             */
            spectrum_filename: string;
            /** @description Why it is shown. */
            spectrum_set: components["schemas"]["SpectrumSet"];
            /** @description What the person noted, 1 to 50 characters. */
            user_comment?: string | null;
            /** @description The class that the person chose, 1 to 30 characters. */
            user_label?: string | null;
        };
        /** @description A token that somebody wants. */
        NewToken: {
            /**
             * Format: int32
             * @description After how many days it ends.
             * @example 90
             */
            expires_in_days: number;
            /**
             * @description What to call it, 1 to 50 characters.
             * @example nightly script
             */
            name: string;
            /** @description What it is to be used for: at least one scope. */
            scopes: components["schemas"]["Scope"][];
        };
        /** @description An account that is wanted. */
        NewUser: {
            /**
             * @description Where the link is to be sent to; absent: the answer has it. Whoever uses it has that address.
             * @example ada@example.org
             */
            email?: string | null;
            /**
             * @description The name to sign in with, 1 to 50 characters; unique in upper and lower case.
             * @example ada
             */
            name: string;
            /** @description What the person may do. */
            role: components["schemas"]["Role"];
        };
        /**
         * @description What a person may choose to be told of.
         * @enum {string}
         */
        NoticeKind: "job_ended" | "labels_waiting" | "disagreement";
        /** @description What a person wants to be told of, and how. */
        NotificationSettings: {
            /** @description What is told by e-mail, where the person has shown an address. */
            mail: components["schemas"]["NoticeKind"][];
            webhook?: components["schemas"]["Webhook"] | null;
        };
        /** @description A spectrum in a job. */
        Occurrence: {
            /** @description The job that shows it. */
            job_id: components["schemas"]["JobId"];
            /** @description The job's label. */
            job_label: string;
            /**
             * @description The job's type.
             * @example ACTIVE_ML
             */
            job_type: string;
            /** @description The labelling. */
            labelling_id: components["schemas"]["LabellingId"];
            /**
             * Format: int32
             * @description In which iteration.
             */
            sequence_iteration: number;
            /** @description As what it is shown. */
            spectrum_set: components["schemas"]["SpectrumSet"];
            /** @description A person's comment. */
            user_comment?: string | null;
            /** @description What a person says of it. */
            user_label?: string | null;
        };
        /** @description A link that works once, for the person whose account it is. */
        OneTimeLink: {
            /**
             * Format: date-time
             * @description Until when it works.
             */
            expires_at: string;
            /**
             * @description Where it leads, below the page's address. It is shown this once; give it to that person only. Absent where it was sent by mail.
             * @example /welcome#mljl_…
             */
            link_path?: string | null;
            /**
             * @description To which address it was sent.
             * @example ada@example.org
             */
            mailed_to?: string | null;
        };
        /** @description A session of a person, without its secret. */
        OpenSession: {
            /**
             * @description From which address it was begun.
             * @example 192.0.2.7
             */
            address?: string | null;
            /**
             * @description The browser in a few words, as it calls itself; absent where it says nothing, or the session is of an earlier version.
             * @example Firefox on Linux
             */
            browser?: string | null;
            /**
             * Format: date-time
             * @description When it was begun.
             */
            created_at: string;
            /** @description Whether it is the one that asks. */
            is_current: boolean;
            /**
             * Format: date-time
             * @description When it was used last, to the minute.
             */
            seen_at: string;
            /** @description The session's id, which is no secret. */
            session_id: components["schemas"]["SessionId"];
        };
        /** @description What one person says of one spectrum. */
        Opinion: {
            /**
             * @description Who; absent for what was said where there were no accounts.
             * @example ada
             */
            author?: string | null;
            /** @description What the person said before she could see what another says; absent where she could from the start. */
            blind_label?: string | null;
            /**
             * Format: date-time
             * @description When the person last changed it.
             */
            changed_at: string;
            /** @description The labelling. */
            labelling_id: components["schemas"]["LabellingId"];
            /**
             * Format: date-time
             * @description When the person first said something of it.
             */
            said_at: string;
            /** @description What the person noted. */
            user_comment?: string | null;
            /** @description The class that the person chose; absent where she took it back or only noted something. */
            user_label?: string | null;
        };
        /** @description The address to which one is written. */
        OwnEmail: {
            /**
             * @description The address that one has shown to be one's own; absent: none.
             * @example ada@example.org
             */
            email?: string | null;
            /** @description Whether the instance sends mail at all. */
            is_mail_sent: boolean;
        };
        /** @description Labels, and the labellings that they are for, in the same order. */
        PatchBatch: {
            /** @description What to change in each: what is absent stays, `null` clears. */
            batch: components["schemas"]["LabellingPatch"][];
            /** @description Which labellings. */
            labelling_ids: components["schemas"]["LabellingId"][];
        };
        /** @description The estimate of one iteration. */
        PerformanceEstimate: {
            /** @description Each candidate class. */
            classes: components["schemas"]["Precision"][];
            /**
             * Format: int32
             * @description The iteration whose predictions were judged.
             */
            iteration: number;
            /** @description All candidate classes together: the number of `perf_est_list.json`. */
            overall: components["schemas"]["Precision"];
        };
        /** @description A personal access token, without its secret. */
        PersonalToken: {
            /**
             * Format: date-time
             * @description Since when there is the token.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Until when it works.
             */
            expires_at: string;
            /**
             * @description What its owner calls it, 1 to 50 characters.
             * @example nightly script
             */
            name: string;
            /** @description What it may be used for. */
            scopes: components["schemas"]["Scope"][];
            /** @description The token's id, which is no secret. */
            token_id: components["schemas"]["TokenId"];
            /**
             * Format: date-time
             * @description When it was used last, to the minute; absent: never.
             */
            used_at?: string | null;
        };
        /**
         * @description Where a job stands.
         * @enum {string}
         */
        Phase: "PENDING" | "PROCESSING" | "COMPLETED" | "ERROR" | "ABORTED";
        /** @description Where the spectra come from. */
        PoolSource: {
            /** @description A matrix that is there: its path below the files root. */
            matrix: string;
        } | {
            /** @description The config of a job of the type `DATA_PREPROCESSING`, which makes the matrix first. */
            preprocessing: unknown;
        };
        /** @description Precision of one class, or of all candidate classes together, in one iteration. */
        Precision: {
            /** @description The class; absent for all candidate classes together. */
            class?: string | null;
            /** @description Those where the label agrees. */
            correct: number;
            /** @description Labelled spectra that were predicted as it. */
            labelled: number;
            /**
             * Format: double
             * @description The precision is above this with 95 % confidence (Clopper–Pearson, one-sided); absent without labels.
             */
            lower_bound_95?: number | null;
            /**
             * Format: double
             * @description `correct / labelled`; absent without labels.
             */
            precision?: number | null;
        };
        /** @description Who labels now. */
        Present: {
            /** @description The people, by name; who has two pages open is there twice. */
            people: components["schemas"]["PresentPerson"][];
        };
        /** @description Somebody who labels now. */
        PresentPerson: {
            labelling_id?: components["schemas"]["LabellingId"] | null;
            /**
             * @description Who.
             * @example ada
             */
            name: string;
            /** @description The page. */
            seat_id: components["schemas"]["SeatId"];
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
        };
        /** @description An error as the client reads it (RFC 9457). */
        Problem: {
            /**
             * @description The kind of problem as a word for programs.
             * @example not_found
             */
            code: string;
            /**
             * @description What happened, as a sentence for a person.
             * @example There is no job 0199c0de-7b1e-7f3a-9d57-0123456789ab.
             */
            detail: string;
            /** @description What is wrong with which field; only with 422. */
            errors?: components["schemas"]["FieldError"][];
            /**
             * @description The path that was asked for.
             * @example /api/jobs/0199c0de-7b1e-7f3a-9d57-0123456789ab
             */
            instance: string;
            /** @description The id of the request, as in the header `X-Request-Id` and in the server's log. */
            request_id: string;
            /**
             * Format: int32
             * @description The HTTP status.
             * @example 404
             */
            status: number;
            /**
             * @description The kind of problem in a few words.
             * @example Not found
             */
            title: string;
            /**
             * @description A name of the kind of problem that never changes: `urn:ml-job:problem:` and the code.
             * @example urn:ml-job:problem:not_found
             */
            type: string;
        };
        /** @description How far a job is. */
        Progress: {
            /**
             * Format: int64
             * @description Units of work done.
             * @example 1200
             */
            done: number;
            /** @description What is being done. */
            message?: string | null;
            /**
             * Format: int64
             * @description Units of work in all, where known.
             * @example 3000
             */
            total?: number | null;
            /**
             * @description What is counted.
             * @example spectra
             */
            unit?: string | null;
        };
        /** @description Whether the API can serve. */
        Readiness: {
            /**
             * @description `up` or `down`, for `database`, `broker`, `files` and `archive`.
             * @example {
             *       "database": "up",
             *       "broker": "down",
             *       "files": "up",
             *       "archive": "up"
             *     }
             */
            checks: {
                [key: string]: string;
            };
            /** @description Whether everything is up. */
            ready: boolean;
        };
        /** @description `POST /jobs/{job_id}/release`: "I cannot finish this; let another worker try." */
        ReleaseRequest: {
            /**
             * Format: int32
             * @description The fencing token of the claim.
             */
            attempt: number;
            error?: components["schemas"]["JobFailure"] | null;
            /** @description The worker's name, as in the claim. */
            worker: string;
        };
        /** @description How probably a person says something of a spectrum of a class, by Dawid & Skene. */
        Reliability: {
            /** @description What the spectrum is. */
            is: string;
            /**
             * Format: double
             * @description How probably.
             */
            probability: number;
            /** @description What the person says of it. */
            says: string;
        };
        /** @description A file that jobs of a type leave in their directory. */
        ResultFile: {
            /** @description What it holds: datasets or keys, their shapes and units. */
            description: string;
            /**
             * @description Its media type.
             * @example application/x-hdf5
             */
            media_type: string;
            /**
             * @description Its name.
             * @example result.h5
             */
            name: string;
        };
        /**
         * @description What a person may do here. Each role may do all that the roles before it may.
         * @enum {string}
         */
        Role: "viewer" | "labeller" | "member" | "administrator";
        /**
         * @description What a token may be used for. It never does more than the person whose token it is.
         * @enum {string}
         */
        Scope: "read" | "label" | "run" | "admin";
        /** @description What somebody is asked next. */
        SeatAnswer: {
            /** @description What of the wish others have answered, and a second answer is not wanted. */
            answered: components["schemas"]["LabellingId"][];
            /**
             * Format: int64
             * @description After how many seconds without a word the seat is given up.
             */
            expires_in_seconds: number;
            /** @description The labellings that nobody else is asked meanwhile, in the order of the wish. */
            leased: components["schemas"]["LabellingId"][];
            /** @description What others are asked. */
            taken: components["schemas"]["TakenLabelling"][];
        };
        /**
         * Format: uuid
         * @example 0199c0de-7b1e-7f3a-9d57-0123456789ab
         */
        SeatId: string;
        /** @description What somebody who labels looks at, and wants to be asked. */
        SeatWish: {
            /** @description Which ones, those that she wishes most first, at most 2000; absent: of the oracle and estimation sets, in the order of the list. */
            among?: components["schemas"]["LabellingId"][];
            /**
             * Format: int32
             * @description How many labellings the person wants to be asked next, 0 to 100.
             */
            count?: number;
            /** @description The labelling that is looked at, for others to see; absent: none. */
            labelling_id?: components["schemas"]["LabellingId"];
        };
        /** @description Whether a person says the same of a spectrum again. */
        SelfAgreement: {
            /**
             * Format: double
             * @description Cohen's κ; absent where it has no value (one class only).
             */
            kappa?: number | null;
            /**
             * Format: int64
             * @description Spectra that were labelled twice.
             */
            pairs: number;
            /**
             * Format: int64
             * @description Those with the same label twice.
             */
            same: number;
        };
        /** @description Who is signed in. */
        Session: {
            /** @description Whether the instance has accounts. */
            mode: components["schemas"]["AuthMode"];
            /** @description Whether the first administrator is still to be made, with the link that the program printed at its start. */
            needs_setup: boolean;
            /**
             * @description What the provider of identities is called with which one can sign in; absent: there is none.
             * @example id.example.org
             */
            provider?: string | null;
            /** @description Whether the instance sends mail, so that a link for a forgotten password can be asked for. */
            sends_mail?: boolean;
            user?: components["schemas"]["User"] | null;
        };
        /**
         * Format: uuid
         * @example 0199c0de-7b1e-7f3a-9d57-0123456789ab
         */
        SessionId: string;
        /** @description What one is told of from now on. */
        SetNotifications: components["schemas"]["NotificationSettings"] & {
            /**
             * @description What signs the messages to a new webhook. It is shown this once.
             * @example whsec_…
             */
            secret?: string | null;
        };
        /** @description Name and password. */
        SignIn: {
            /**
             * @description The account's name, in upper or lower case.
             * @example ada
             */
            name: string;
            /**
             * Format: password
             * @description The password.
             */
            password: string;
        };
        /** @description Where else one is to sign out. */
        SignedOut: {
            /**
             * @description A page of the provider of identities, which leads back here.
             * @example https://id.example.org/session/end?client_id=spectra
             */
            provider_url: string;
        };
        /** @description Spectra of the archive that match. */
        SpectraFound: {
            /**
             * @description Whether the whole archive was searched; `false` while its directories are being listed for the first time, and where
             *     facts are asked for, while facts are being read.
             */
            is_complete: boolean;
            /** @description Whether `total` is all that match. */
            is_total_exact: boolean;
            /** @description Those of the page. */
            spectra: components["schemas"]["SpectrumFound"][];
            /**
             * Format: int64
             * @description How many spectra match; 10,000 where there are more.
             */
            total: number;
        };
        /** @description A spectrum. Header facts that the file does not state are left out. */
        Spectrum: {
            /**
             * Format: double
             * @description Declination, in degrees.
             */
            dec?: number | null;
            /** @description The name that was asked for, without the suffix of a compression. */
            filename: string;
            /** @description Flux of each point, in 1e-17 erg s⁻¹ cm⁻² Å⁻¹; `null` where it is no number. */
            flux: (number | null)[];
            /**
             * @description Inverse variance of each flux, where it was asked for and is known; 0 where a point tells nothing, or is masked in every
             *     exposure.
             */
            ivar?: (number | null)[] | null;
            /**
             * Format: double
             * @description Magnitude in the first band.
             */
            mag_1?: number | null;
            /**
             * Format: double
             * @description Magnitude in the second band.
             */
            mag_2?: number | null;
            /**
             * Format: double
             * @description Magnitude in the third band.
             */
            mag_3?: number | null;
            /**
             * Format: double
             * @description Magnitude in the fourth band.
             */
            mag_4?: number | null;
            /**
             * Format: double
             * @description Magnitude in the fifth band.
             */
            mag_5?: number | null;
            /**
             * Format: double
             * @description Magnitude in the sixth band.
             */
            mag_6?: number | null;
            /**
             * Format: double
             * @description Magnitude in the seventh band.
             */
            mag_7?: number | null;
            /**
             * @description Which bands the magnitudes are of (MAGTYPE).
             * @example ugrizjh
             */
            magtype?: string | null;
            /** @description Date of the observation (DATE-OBS). */
            observed_at?: string | null;
            /**
             * Format: double
             * @description Right ascension, in degrees.
             */
            ra?: number | null;
            /**
             * Format: double
             * @description Signal-to-noise ratio in g.
             */
            sn_g?: number | null;
            /**
             * Format: double
             * @description Signal-to-noise ratio in i.
             */
            sn_i?: number | null;
            /**
             * Format: double
             * @description Signal-to-noise ratio in r.
             */
            sn_r?: number | null;
            /**
             * Format: double
             * @description Signal-to-noise ratio in u.
             */
            sn_u?: number | null;
            /**
             * Format: double
             * @description Signal-to-noise ratio in z.
             */
            sn_z?: number | null;
            /**
             * @description Subclass (SUBCLASS).
             * @example A2V
             */
            subtype?: string | null;
            /** @description Designation of the target (DESIG). */
            targetname?: string | null;
            /**
             * @description Class that the survey's pipeline found (CLASS): STAR, GALAXY, QSO or UNKNOWN.
             * @example STAR
             */
            type?: string | null;
            /** @description Wavelength of each point, in Å. */
            wave: number[];
            /**
             * Format: double
             * @description Redshift.
             */
            z?: number | null;
            /**
             * Format: double
             * @description Error of the redshift.
             */
            z_err?: number | null;
        };
        /** @description A spectrum of the archive. What is not known is left out. */
        SpectrumFound: {
            /**
             * @description Class.
             * @example STAR
             */
            class?: string | null;
            /**
             * Format: double
             * @description Declination, in degrees.
             */
            dec?: number | null;
            /**
             * @description The directory that it lies in, relative to the archive.
             * @example /B6001
             */
            dir_path: string;
            /**
             * Format: double
             * @description How far from the middle of the cone, in arcseconds.
             */
            distance?: number | null;
            /**
             * @description Its name, as `GET /api/spectra/{filename}` takes it: `file`, or `file#target` of a file that holds many.
             * @example spec-56201-B6001_sp01-014.fits
             */
            filename: string;
            /**
             * @description The layout of its file.
             * @example lamost_image
             */
            format?: string | null;
            /**
             * Format: double
             * @description Magnitude, of the r band or another one.
             */
            magnitude?: number | null;
            /** @description Time of the observation, as written in the file. */
            observed_at?: string | null;
            /** @description Plate or plan of the observation. */
            plate?: string | null;
            /**
             * Format: double
             * @description Right ascension, in degrees.
             */
            ra?: number | null;
            /** @description Why it cannot be read. */
            reason?: string | null;
            /**
             * Format: double
             * @description Signal-to-noise ratio, of the r band or the median.
             */
            snr?: number | null;
            /**
             * @description How much is known of it: `read`, `waiting` or `unreadable`.
             * @example read
             */
            state: string;
            /** @description Subclass. */
            subclass?: string | null;
            /** @description Identifier of the target in the survey. */
            target_id?: string | null;
            /** @description Designation of the target. */
            targetname?: string | null;
            /**
             * Format: double
             * @description Redshift.
             */
            z?: number | null;
        };
        /** @description The headers of a file. */
        SpectrumHeader: {
            /** @description One for each unit of the file, in their order; none where it is no FITS file. */
            units: components["schemas"]["SpectrumHeaderUnit"][];
        };
        /** @description A card. */
        SpectrumHeaderCard: {
            /** @description What stands behind the value. */
            comment: string;
            /**
             * @description Its keyword; empty where a text goes on.
             * @example OBJECT
             */
            keyword: string;
            /** @description Its value as it is written, strings without quotes; left out where it is undefined. */
            value?: string | null;
        };
        /** @description The header of one unit. */
        SpectrumHeaderUnit: {
            /** @description Its cards in their order, without END and blank ones. */
            cards: components["schemas"]["SpectrumHeaderCard"][];
            /** @description Its EXTNAME, where it has one. */
            name?: string | null;
        };
        /** @description What was measured of a line. Numbers that there are none of are left out; each error is one standard deviation. */
        SpectrumLine: {
            /**
             * Format: double
             * @description Share of the line's pixels that are bad and were filled from their neighbours.
             */
            bad_fraction?: number | null;
            /**
             * Format: double
             * @description Centroid, in Å, in the medium of the file.
             */
            centroid?: number | null;
            /**
             * Format: double
             * @description Its error, in Å.
             */
            centroid_error?: number | null;
            /**
             * Format: double
             * @description Continuum at the observed wavelength, in units of the flux.
             */
            continuum?: number | null;
            /**
             * Format: double
             * @description Its error.
             */
            continuum_error?: number | null;
            /**
             * Format: double
             * @description Slope of the continuum, in units of the flux per Å.
             */
            continuum_slope?: number | null;
            /**
             * Format: double
             * @description Equivalent width as observed, in Å; negative in emission.
             */
            equivalent_width?: number | null;
            /**
             * Format: double
             * @description Its error, in Å.
             */
            equivalent_width_error?: number | null;
            /**
             * Format: double
             * @description Full width at half maximum, in km/s.
             */
            fwhm?: number | null;
            /**
             * Format: double
             * @description Its error, in km/s.
             */
            fwhm_error?: number | null;
            /**
             * Format: double
             * @description Half the width of its window, in km/s.
             */
            half_width: number;
            /**
             * @description Its name for programs.
             * @example h_alpha
             */
            line: string;
            /**
             * Format: double
             * @description Where it is looked for, in Å, in the medium of the file.
             */
            observed_wavelength: number;
            /**
             * Format: double
             * @description How far two peaks are apart, in km/s.
             */
            peak_separation?: number | null;
            /**
             * Format: double
             * @description Its error, in km/s.
             */
            peak_separation_error?: number | null;
            /**
             * Format: double
             * @description How far its continuum reaches on each side, in km/s.
             */
            reach: number;
            /** @description Why there are no numbers. */
            reason?: string | null;
            /**
             * Format: double
             * @description Flux in units of the continuum where it deviates most from it: above 1 in emission.
             */
            relative_flux?: number | null;
            /**
             * Format: double
             * @description Its error.
             */
            relative_flux_error?: number | null;
            /**
             * Format: double
             * @description Its wavelength at rest, in vacuum, in Å.
             */
            rest_wavelength: number;
            /**
             * Format: double
             * @description Signal-to-noise ratio of a pixel of the continuum.
             */
            snr?: number | null;
            /**
             * @description Its name for people.
             * @example Hα
             */
            title: string;
            /**
             * Format: double
             * @description Flux of the blue peak over that of the red one, both in units of the continuum.
             */
            v_over_r?: number | null;
            /**
             * Format: double
             * @description Its error.
             */
            v_over_r_error?: number | null;
            /**
             * Format: double
             * @description Velocity of the centroid against the observed wavelength, in km/s.
             */
            velocity?: number | null;
            /**
             * Format: double
             * @description Its error, in km/s.
             */
            velocity_error?: number | null;
        };
        /** @description Lines of a spectrum. */
        SpectrumLines: {
            /** @description One after another, as they were asked for. */
            lines: components["schemas"]["SpectrumLine"][];
            /**
             * @description In what the wavelengths are measured: `vacuum` or `air`; `unknown` where the file does not say, and vacuum is assumed.
             * @example vacuum
             */
            medium: string;
            /**
             * Format: double
             * @description The redshift at which the lines were looked for.
             */
            z: number;
        };
        /** @description Where a spectrum occurs. */
        SpectrumOccurrences: {
            /** @description Whether these are all. */
            is_complete: boolean;
            /** @description The newest first, 200 at most. */
            occurrences: components["schemas"]["Occurrence"][];
        };
        /**
         * @description Why a spectrum is shown. The order is the order of listings.
         * @enum {string}
         */
        SpectrumSet: "ORACLE" | "PERFORMANCE_ESTIMATION" | "CANDIDATE";
        /** @description A labelling that somebody else is asked. */
        TakenLabelling: {
            labelling_id: components["schemas"]["LabellingId"];
            /**
             * @description Who.
             * @example ada
             */
            name: string;
        };
        /** @description How a test is to go. */
        TestNotification: {
            /** @description By mail or to the webhook. */
            channel: components["schemas"]["Channel"];
        };
        /**
         * Format: uuid
         * @example 0199c0de-7b1e-7f3a-9d57-0123456789ab
         */
        TokenId: string;
        /** @description Why files cannot be read as spectra. */
        UnreadableReason: {
            /**
             * @description The reason's name.
             * @example not_fits
             */
            code: string;
            /**
             * @description What is said of one of them.
             * @example not a FITS file: a web page
             */
            example: string;
            /**
             * Format: int64
             * @description How many files.
             */
            files: number;
        };
        /** @description The form of an upload. */
        UploadForm: {
            /**
             * Format: binary
             * @description The file.
             */
            file: string;
        };
        /** @description A file that was uploaded. */
        UploadedFile: {
            /** @description Its name. */
            filename: string;
            /**
             * Format: date-time
             * @description When it was stored.
             */
            modified_at: string;
            /** @description The directory it lies in. */
            parent_dir_path: string;
            /**
             * Format: int64
             * @description Its size in bytes.
             */
            size: number;
        };
        /** @description A one-time link, and what its person chooses. */
        UseLink: {
            /** @description What stands behind the `#` of the link. */
            link: string;
            /** @description The name of the first administrator, 1 to 50 characters; not for any other link. */
            name?: string | null;
            /**
             * Format: password
             * @description The password, 12 to 128 characters of any kind.
             */
            password: string;
        };
        /** @description A person's account, without its secrets. */
        User: {
            /**
             * Format: date-time
             * @description Since when there is the account.
             */
            created_at: string;
            /** @description Whether the person may sign in at all. */
            is_active: boolean;
            /**
             * Format: date-time
             * @description When the person was here last, to the minute; absent: never.
             */
            last_seen_at?: string | null;
            /**
             * @description The name to sign in with, which labels and the audit log show, 1 to 50 characters; unique in upper and lower case.
             * @example ada
             */
            name: string;
            /** @description What the person may do. */
            role: components["schemas"]["Role"];
            /** @description The account's id. */
            user_id: components["schemas"]["UserId"];
        };
        /** @description What is to change; what is absent stays. */
        UserChange: {
            /** @description Whether the person may sign in from now on. */
            is_active?: boolean | null;
            role?: components["schemas"]["Role"] | null;
        };
        /**
         * Format: uuid
         * @example 0199c0de-7b1e-7f3a-9d57-0123456789ab
         */
        UserId: string;
        /** @description An address that is to be one's own. */
        WantedEmail: {
            /**
             * Format: password
             * @description One's password: whoever has the address can choose another one.
             */
            current_password: string;
            /**
             * @description The address.
             * @example ada@example.org
             */
            email: string;
        };
        /** @description What one wants to be told of. */
        WantedNotifications: {
            /** @description What by e-mail. It goes to the address that one has shown. */
            mail: components["schemas"]["NoticeKind"][];
            webhook?: components["schemas"]["WantedWebhook"] | null;
        };
        /** @description A webhook that one wants. */
        WantedWebhook: {
            /** @description What is to be told there. */
            kinds: components["schemas"]["NoticeKind"][];
            /**
             * @description Where messages are to be sent to.
             * @example https://hooks.example.org/spectra
             */
            url: string;
        };
        /** @description Where a person's webhook is, and what for. */
        Webhook: {
            /** @description What is told there. */
            kinds: components["schemas"]["NoticeKind"][];
            /**
             * Format: date-time
             * @description Since when it is switched off, because nothing arrived there.
             */
            off_at?: string | null;
            /** @description The last thing that went wrong before it was switched off. */
            off_because?: string | null;
            /**
             * @description Where messages are sent to.
             * @example https://hooks.example.org/spectra
             */
            url: string;
        };
        /** @description What signs the messages to a webhook. */
        WebhookSecret: {
            /**
             * @description The secret. It is shown this once.
             * @example whsec_…
             */
            secret: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_audit_events: {
        parameters: {
            query?: {
                /** @description How many to pass over. */
                offset?: number;
                /** @description How many to show. */
                limit?: number;
                /** @description Only what this account did. */
                user_id?: components["schemas"]["UserId"];
                /** @description Only this action: an endpoint's name, such as `delete_job`. */
                action?: string;
                /** @description As what. */
                format?: "json" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the log */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditList"];
                    "text/csv": string;
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/audit/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/audit/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/audit/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/audit/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A parameter is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/audit/",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/audit/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/audit/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The address */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnEmail"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ask_for_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WantedEmail"];
            };
        };
        responses: {
            /** @description The link is on its way */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance sends no mail, the account has no password, or there are no accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance sends no mail, the account has no password, or there are no accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no address, or the password is wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "It is no address, or the password is wrong.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many in a short time; `Retry-After` says when there may be more */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_many_tries",
                     *       "title": "Too many tries",
                     *       "status": 429,
                     *       "code": "too_many_tries",
                     *       "detail": "Too many in a short time; `Retry-After` says when there may be more.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is forgotten */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmEmail"];
            };
        };
        responses: {
            /** @description The address is known from now on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfirmedEmail"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email/confirm"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email/confirm"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email/confirm"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email/confirm"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The link does not work, or not any more */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:gone",
                     *       "title": "Gone",
                     *       "status": 410,
                     *       "code": "gone",
                     *       "detail": "The link does not work, or not any more.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email/confirm"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email/confirm"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email/confirm"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email/confirm",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This client has tried too often; `Retry-After` says when it may again */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_many_tries",
                     *       "title": "Too many tries",
                     *       "status": 429,
                     *       "code": "too_many_tries",
                     *       "detail": "This client has tried too often; `Retry-After` says when it may again.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email/confirm"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email/confirm"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/email/confirm"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forgot_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForgotPassword"];
            };
        };
        responses: {
            /** @description If there is such an account with an address, a link is on its way there */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/forgotten"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/forgotten"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/forgotten"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance sends no mail, or runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance sends no mail, or runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/forgotten"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/forgotten"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/forgotten"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/forgotten",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This client has asked too often; `Retry-After` says when it may again */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_many_tries",
                     *       "title": "Too many tries",
                     *       "status": 429,
                     *       "code": "too_many_tries",
                     *       "detail": "This client has asked too often; `Retry-After` says when it may again.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/forgotten"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/forgotten"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/forgotten"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    use_link: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UseLink"];
            };
        };
        responses: {
            /** @description The password is chosen; signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/links/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/links/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/links/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/links/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The link does not work, or not any more */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:gone",
                     *       "title": "Gone",
                     *       "status": 410,
                     *       "code": "gone",
                     *       "detail": "The link does not work, or not any more.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/links/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/links/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/links/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/links/",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This client has tried too often; `Retry-After` says when it may again */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_many_tries",
                     *       "title": "Too many tries",
                     *       "status": 429,
                     *       "code": "too_many_tries",
                     *       "detail": "This client has tried too often; `Retry-After` says when it may again.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/links/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/links/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/links/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_notification_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What one is told of */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationSettings"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_notification_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WantedNotifications"];
            };
        };
        responses: {
            /** @description What one is told of from now on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetNotifications"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_deliveries: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The messages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"][];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/deliveries/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/deliveries/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/deliveries/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/deliveries/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/deliveries/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/deliveries/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_webhook_secret: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The secret */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecret"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/secret"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/secret"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/secret"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description One has no webhook, or the instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "One has no webhook, or the instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/secret"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/secret"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/secret"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    send_test_notification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TestNotification"];
            };
        };
        responses: {
            /** @description It is on its way */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/test"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/test"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/test"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/test"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no address or no webhook, it is switched off, or the instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "There is no address or no webhook, it is switched off, or the instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/test"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/test"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/test"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/test",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many in a short time; `Retry-After` says when there may be more */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_many_tries",
                     *       "title": "Too many tries",
                     *       "status": 429,
                     *       "code": "too_many_tries",
                     *       "detail": "Too many in a short time; `Retry-After` says when there may be more.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/test"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/test"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/notifications/test"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePassword"];
            };
        };
        responses: {
            /** @description Changed; this session goes on under new cookies */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/password"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/password"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/password"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/password"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/password"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/password"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/password"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current password is wrong, or the new one will not do */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The current password is wrong, or the new one will not do.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/password",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This client has tried too often; `Retry-After` says when it may again */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_many_tries",
                     *       "title": "Too many tries",
                     *       "status": 429,
                     *       "code": "too_many_tries",
                     *       "detail": "This client has tried too often; `Retry-After` says when it may again.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/password"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/password"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/password"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    begin_provider_sign_in: {
        parameters: {
            query?: {
                /**
                 * @description A path of the page.
                 * @example /jobs
                 */
                return_path?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the provider; or to the page, which says why not */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/provider/begin"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/provider/begin"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance has no provider, or runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance has no provider, or runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/provider/begin"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A parameter is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/provider/begin",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This client has tried too often; `Retry-After` says when it may again */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_many_tries",
                     *       "title": "Too many tries",
                     *       "status": 429,
                     *       "code": "too_many_tries",
                     *       "detail": "This client has tried too often; `Retry-After` says when it may again.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/provider/begin"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/provider/begin"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/provider/begin"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finish_provider_sign_in: {
        parameters: {
            query?: {
                /** @description What the API shows the provider to learn who it is. */
                code?: string;
                /** @description What the sign-in began with. */
                state?: string;
                /** @description Why the provider let nobody in. */
                error?: string;
                /** @description Which provider it is (RFC 9207). */
                iss?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed in, or to the page, which says why not */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/provider/finish"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/provider/finish"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance has no provider, or runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance has no provider, or runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/provider/finish"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A parameter is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/provider/finish",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This client has tried too often; `Retry-After` says when it may again */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_many_tries",
                     *       "title": "Too many tries",
                     *       "status": 429,
                     *       "code": "too_many_tries",
                     *       "detail": "This client has tried too often; `Retry-After` says when it may again.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/provider/finish"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/provider/finish"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/provider/finish"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who is signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The name or the password is wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "The name or the password is wrong.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This client has tried too often; `Retry-After` says when it may again */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_many_tries",
                     *       "title": "Too many tries",
                     *       "status": 429,
                     *       "code": "too_many_tries",
                     *       "detail": "This client has tried too often; `Retry-After` says when it may again.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out here; the provider is still to be told */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedOut"];
                };
            };
            /** @description Signed out */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/session"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenSession"][];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out_everywhere: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out everywhere */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session's id. */
                session_id: components["schemas"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is over */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/{session_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/{session_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such session */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such session.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/{session_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/{session_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/{session_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is not a UUID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The id is not a UUID.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/{session_id}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/{session_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/sessions/{session_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    issue_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IssueToken"];
            };
        };
        responses: {
            /** @description The token */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedToken"];
                };
            };
            /** @description The name or the password is wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "The name or the password is wrong.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/token"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/token"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/token"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/token"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/token"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/token"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/token"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/token",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This client has tried too often; `Retry-After` says when it may again */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_many_tries",
                     *       "title": "Too many tries",
                     *       "status": 429,
                     *       "code": "too_many_tries",
                     *       "detail": "This client has tried too often; `Retry-After` says when it may again.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/token"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/token"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/token"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tokens */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonalToken"][];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description The token and its secret */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedToken"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The token's id. */
                token_id: components["schemas"]["TokenId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token is deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/{token_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/{token_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such token */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such token.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/{token_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/{token_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/{token_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is not a UUID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The id is not a UUID.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/{token_id}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/{token_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/auth/tokens/{token_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_campaigns: {
        parameters: {
            query?: {
                /** @description How many to pass over. */
                offset?: number;
                /** @description How many to show. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of campaigns */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignList"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A parameter is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_campaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of the request's own: sent again with it within a day, the request is carried out once and answered the same */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "label": "Double-peaked Hα",
                 *       "plan": {
                 *         "pool": {
                 *           "preprocessing": {
                 *             "data_dir_path": "B6001",
                 *             "wave_start_point": 6519,
                 *             "wave_end_point": 6732,
                 *             "wave_point_count": 140
                 *           }
                 *         },
                 *         "classes": [
                 *           "other",
                 *           "single peak",
                 *           "double peak"
                 *         ],
                 *         "wanted": [
                 *           "double peak"
                 *         ],
                 *         "line": 6564.6
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewCampaign"];
            };
        };
        responses: {
            /** @description The campaign, which has begun */
            201: {
                headers: {
                    /** @description The campaign's path */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Campaign"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot begin */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "It cannot begin.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No space is left for the directory of its first job */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:storage_full",
                     *       "title": "Storage full",
                     *       "status": 507,
                     *       "code": "storage_full",
                     *       "detail": "No space is left for the directory of its first job.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_campaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The campaign's id. */
                campaign_id: components["schemas"]["CampaignId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The campaign */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignDetail"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such path.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is not a UUID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The id is not a UUID.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_campaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The campaign's id. */
                campaign_id: components["schemas"]["CampaignId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The campaign is forgotten */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such path.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is not a UUID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The id is not a UUID.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_campaign_agreement: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The campaign's id. */
                campaign_id: components["schemas"]["CampaignId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far they agree */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agreement"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/agreement"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/agreement"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such path.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/agreement"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/agreement"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is not a UUID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The id is not a UUID.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/agreement",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/agreement"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/agreement"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_audit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The campaign's id. */
                campaign_id: components["schemas"]["CampaignId"];
                /** @description Which audit, from 1: the one after the newest. */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAudit"];
            };
        };
        responses: {
            /** @description The audit's job, PROCESSING */
            201: {
                headers: {
                    /** @description The job's path */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such path.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no list yet, or the newest round runs */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "There is no list yet, or the newest round runs.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No space is left for the job's directory */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:storage_full",
                     *       "title": "Storage full",
                     *       "status": 507,
                     *       "code": "storage_full",
                     *       "detail": "No space is left for the job's directory.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_certificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The campaign's id. */
                campaign_id: components["schemas"]["CampaignId"];
                /** @description Which audit, from 1: the one after the newest. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The certificate */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, unknown>;
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}/certificate"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}/certificate"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such path.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}/certificate"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}/certificate"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The list is not frozen yet, or the certificate would tell an answer that the caller must not see yet */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The list is not frozen yet, or the certificate would tell an answer that the caller must not see yet.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}/certificate"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is not a UUID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The id is not a UUID.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}/certificate",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}/certificate"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/audits/{number}/certificate"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_campaign_disagreements: {
        parameters: {
            query?: {
                /** @description How many to pass over. */
                offset?: number;
                /** @description How many to show. */
                limit?: number;
                /** @description Whether those that somebody has settled are listed too. */
                settled?: boolean;
            };
            header?: never;
            path: {
                /** @description The campaign's id. */
                campaign_id: components["schemas"]["CampaignId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What they differ about */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisagreementList"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/disagreements"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/disagreements"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such path.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/disagreements"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/disagreements"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A parameter is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/disagreements",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/disagreements"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/disagreements"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_labels: {
        parameters: {
            query?: {
                /** @description As what. */
                format?: "csv" | "votable" | "fits" | "parquet";
                /** @description Whether what each person says is told, a line each, instead of the label that counts alone. */
                opinions?: boolean;
            };
            header?: never;
            path: {
                /** @description The campaign's id. */
                campaign_id: components["schemas"]["CampaignId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-votable+xml": components["schemas"]["Binary"];
                    "application/fits": components["schemas"]["Binary"];
                    "application/vnd.apache.parquet": components["schemas"]["Binary"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/labels"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/labels"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such path.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/labels"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/labels"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A parameter is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/labels",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/labels"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/labels"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    label_chosen: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of the request's own: sent again with it within a day, the request is carried out once and answered the same */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The campaign's id. */
                campaign_id: components["schemas"]["CampaignId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChosenLabel"][];
            };
        };
        responses: {
            /** @description All are kept */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/labels"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/labels"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such path.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/labels"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/labels"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/labels"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The campaign has no round yet */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The campaign has no round yet.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/labels"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/labels"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/labels"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid; none is kept */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid; none is kept.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/labels",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/labels"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/labels"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_list: {
        parameters: {
            query?: {
                /** @description As what. */
                format?: "csv" | "votable" | "fits" | "parquet";
                /** @description The list that this audit has frozen; without it the newest one. */
                audit?: number;
            };
            header?: never;
            path: {
                /** @description The campaign's id. */
                campaign_id: components["schemas"]["CampaignId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-votable+xml": components["schemas"]["Binary"];
                    "application/fits": components["schemas"]["Binary"];
                    "application/vnd.apache.parquet": components["schemas"]["Binary"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/list"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/list"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such campaign, or it has no such audit */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such campaign, or it has no such audit.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/list"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/list"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no list yet */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "There is no list yet.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/list"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A parameter is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/list",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/list"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/list"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_methods: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The campaign's id. */
                campaign_id: components["schemas"]["CampaignId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The paragraph */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/methods"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/methods"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such path.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/methods"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/methods"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is not a UUID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The id is not a UUID.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/methods",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/methods"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/methods"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_provenance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The campaign's id. */
                campaign_id: components["schemas"]["CampaignId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The provenance */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, unknown>;
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/provenance"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/provenance"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such path.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/provenance"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/provenance"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is not a UUID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The id is not a UUID.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/provenance",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/provenance"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/provenance"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_round: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The campaign's id. */
                campaign_id: components["schemas"]["CampaignId"];
                /** @description Which round, from 0: the one after the newest. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The round's job, PROCESSING */
            201: {
                headers: {
                    /** @description The job's path */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/rounds/{number}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/rounds/{number}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such path.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/rounds/{number}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/rounds/{number}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Its time has not come: the round before it runs, or has no label */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "Its time has not come: the round before it runs, or has no label.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/rounds/{number}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is not a UUID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The id is not a UUID.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/rounds/{number}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/rounds/{number}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/rounds/{number}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No space is left for the job's directory */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:storage_full",
                     *       "title": "Storage full",
                     *       "status": 507,
                     *       "code": "storage_full",
                     *       "detail": "No space is left for the job's directory.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/campaigns/{campaign_id}/rounds/{number}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_files: {
        parameters: {
            query?: {
                /** @description The directory, from the root; starts with `/`. */
                parent_dir_path?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the directory holds */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such directory */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such directory.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A parameter is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_directory: {
        parameters: {
            query: {
                /**
                 * @description The directory it lies in, from the root of the files; starts with `/`.
                 * @example /
                 */
                parent_dir_path: string;
            };
            header?: {
                /** @description A name of the request's own: sent again with it within a day, the request is carried out once and answered the same */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The directory's name: no `/`, not `.` or `..`, at most 255 bytes.
                 * @example training
                 */
                dirname: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The directory is there */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DirectoryView"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/directories/{dirname}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/directories/{dirname}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such path.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/directories/{dirname}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/directories/{dirname}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something of that name is there already */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "Something of that name is there already.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/directories/{dirname}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A name is not valid, or the parent missing */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A name is not valid, or the parent missing.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/directories/{dirname}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/directories/{dirname}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/directories/{dirname}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No space is left */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:storage_full",
                     *       "title": "Storage full",
                     *       "status": 507,
                     *       "code": "storage_full",
                     *       "detail": "No space is left.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/directories/{dirname}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_directory: {
        parameters: {
            query: {
                /**
                 * @description The directory it lies in, from the root of the files; starts with `/`.
                 * @example /
                 */
                parent_dir_path: string;
            };
            header?: never;
            path: {
                /**
                 * @description The directory's name: no `/`, not `.` or `..`, at most 255 bytes.
                 * @example training
                 */
                dirname: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The directory is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/directories/{dirname}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/directories/{dirname}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such directory */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such directory.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/directories/{dirname}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/directories/{dirname}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A job that is PROCESSING works in it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "A job that is PROCESSING works in it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/directories/{dirname}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A parameter is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/directories/{dirname}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/directories/{dirname}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/directories/{dirname}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_file: {
        parameters: {
            query: {
                /**
                 * @description The directory it lies in, from the root of the files; starts with `/`.
                 * @example /
                 */
                parent_dir_path: string;
            };
            header?: never;
            path: {
                /**
                 * @description The file's name: no `/`, not `.` or `..`, at most 255 bytes.
                 * @example config.json
                 */
                filename: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such file */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such file.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A name is not valid, or belongs to a directory */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A name is not valid, or belongs to a directory.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    download_file: {
        parameters: {
            query: {
                /**
                 * @description The directory it lies in, from the root of the files; starts with `/`.
                 * @example /
                 */
                parent_dir_path: string;
            };
            header?: never;
            path: {
                /**
                 * @description The file's name: no `/`, not `.` or `..`, at most 255 bytes.
                 * @example config.json
                 */
                filename: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": components["schemas"]["Binary"];
                    "application/json": unknown;
                    "text/plain": components["schemas"]["Binary"];
                    "text/csv": components["schemas"]["Binary"];
                    "image/png": components["schemas"]["Binary"];
                    "image/jpeg": components["schemas"]["Binary"];
                    "application/x-hdf5": components["schemas"]["Binary"];
                    "application/fits": components["schemas"]["Binary"];
                    "application/x-votable+xml": components["schemas"]["Binary"];
                    "application/vnd.apache.parquet": components["schemas"]["Binary"];
                    "application/gzip": components["schemas"]["Binary"];
                };
            };
            /** @description The part that `Range` asks for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": components["schemas"]["Binary"];
                    "application/json": unknown;
                    "text/plain": components["schemas"]["Binary"];
                    "text/csv": components["schemas"]["Binary"];
                    "image/png": components["schemas"]["Binary"];
                    "image/jpeg": components["schemas"]["Binary"];
                    "application/x-hdf5": components["schemas"]["Binary"];
                    "application/fits": components["schemas"]["Binary"];
                    "application/x-votable+xml": components["schemas"]["Binary"];
                    "application/vnd.apache.parquet": components["schemas"]["Binary"];
                    "application/gzip": components["schemas"]["Binary"];
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}/download"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}/download"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such file */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such file.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}/download"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}/download"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The range lies behind the end */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:range_not_satisfiable",
                     *       "title": "Range not satisfiable",
                     *       "status": 416,
                     *       "code": "range_not_satisfiable",
                     *       "detail": "The range lies behind the end.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}/download"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A parameter is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}/download",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}/download"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}/download"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    upload_file: {
        parameters: {
            query: {
                /**
                 * @description The directory it lies in, from the root of the files; starts with `/`.
                 * @example /
                 */
                parent_dir_path: string;
            };
            header?: {
                /** @description A name of the request's own: sent again with it within a day, the request is carried out once and answered the same */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The file's name: no `/`, not `.` or `..`, at most 255 bytes.
                 * @example config.json
                 */
                filename: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["UploadForm"];
            };
        };
        responses: {
            /** @description The file as it is stored */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadedFile"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}/upload"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}/upload"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such path.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}/upload"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}/upload"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}/upload"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The file is larger than the administrator allows */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The file is larger than the administrator allows.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}/upload"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}/upload"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A name is not valid, the directory missing, or the form not complete */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A name is not valid, the directory missing, or the form not complete.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}/upload",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}/upload"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}/upload"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No space is left */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:storage_full",
                     *       "title": "Storage full",
                     *       "status": 507,
                     *       "code": "storage_full",
                     *       "detail": "No space is left.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/files/{filename}/upload"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_job_types: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The types, by name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobTypeManifest"][];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/job-types/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/job-types/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/job-types/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/job-types/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/job-types/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_job_type: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the type. */
                type: components["schemas"]["JobType"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobTypeManifest"];
            };
        };
        responses: {
            /** @description The type as it is known now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobTypeManifest"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/job-types/{type}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/job-types/{type}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such path.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/job-types/{type}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/job-types/{type}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/job-types/{type}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The type is built in, and declared otherwise */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The type is built in, and declared otherwise.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/job-types/{type}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/job-types/{type}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/job-types/{type}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The schema is not one or too large, the example does not follow it, or the names differ */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The schema is not one or too large, the example does not follow it, or the names differ.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/job-types/{type}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/job-types/{type}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/job-types/{type}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_jobs: {
        parameters: {
            query?: {
                /** @description How many to pass over. */
                offset?: number;
                /** @description How many to show. */
                limit?: number;
                /** @description Only jobs in this phase. */
                phase?: components["schemas"]["Phase"];
                /** @description Only jobs of this type. */
                type?: components["schemas"]["JobType"];
                /** @description Only jobs whose label contains this text, in upper or lower case. */
                q?: string;
                /** @description Only jobs that continue this one. */
                parent_job_id?: components["schemas"]["JobId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of jobs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A parameter is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_job: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of the request's own: sent again with it within a day, the request is carried out once and answered the same */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "DATA_PREPROCESSING",
                 *       "label": "Be stars",
                 *       "description": "Hα of one plate",
                 *       "config": {
                 *         "data_dir_path": "B6001",
                 *         "wave_start_point": 6519,
                 *         "wave_end_point": 6732,
                 *         "wave_point_count": 140
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewJob"];
            };
        };
        responses: {
            /** @description The job, PENDING */
            201: {
                headers: {
                    /** @description The job's path */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No space is left for the job's directory */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:storage_full",
                     *       "title": "Storage full",
                     *       "status": 507,
                     *       "code": "storage_full",
                     *       "detail": "No space is left for the job's directory.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["schemas"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job */
            200: {
                headers: {
                    /** @description For `If-Match` */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such job.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is not a UUID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The id is not a UUID.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_job: {
        parameters: {
            query?: {
                /** @description Whether the job's directory is deleted too. */
                purge?: boolean;
            };
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["schemas"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such job.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job is PROCESSING, or belongs to a campaign */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The job is PROCESSING, or belongs to a campaign.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A parameter is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_job: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what the change is meant for: 412 where it has changed since */
                "If-Match"?: string;
            };
            path: {
                /** @description The job's id. */
                job_id: components["schemas"]["JobId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobPatch"];
            };
        };
        responses: {
            /** @description The job as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such job.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job is not what `If-Match` says; nothing changed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:precondition_failed",
                     *       "title": "Changed meanwhile",
                     *       "status": 412,
                     *       "code": "precondition_failed",
                     *       "detail": "The job is not what `If-Match` says; nothing changed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_job_agreement: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["schemas"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far they agree */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agreement"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/agreement"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/agreement"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such job.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/agreement"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/agreement"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is not a UUID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The id is not a UUID.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/agreement",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/agreement"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/agreement"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    claim_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["schemas"]["JobId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClaimRequest"];
            };
        };
        responses: {
            /** @description The job is the worker's, for as long as its heartbeats come */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Claim"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/claim"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/claim"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such job.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/claim"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/claim"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/claim"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job does not wait, another worker holds it, or it is of another type */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The job does not wait, another worker holds it, or it is of another type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/claim"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/claim"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/claim"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/claim",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/claim"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/claim"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_job_disagreements: {
        parameters: {
            query?: {
                /** @description How many to pass over. */
                offset?: number;
                /** @description How many to show. */
                limit?: number;
                /** @description Whether those that somebody has settled are listed too. */
                settled?: boolean;
            };
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["schemas"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What they differ about */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisagreementList"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/disagreements"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/disagreements"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such job.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/disagreements"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/disagreements"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A parameter is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/disagreements",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/disagreements"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/disagreements"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["schemas"]["JobId"];
                /** @description How it ended. */
                action: "COMPLETE" | "ERROR";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndRequest"];
            };
        };
        responses: {
            /** @description The job as it ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/end/{action}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/end/{action}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such job.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/end/{action}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/end/{action}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/end/{action}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job is not PROCESSING, or the attempt not the live one */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The job is not PROCESSING, or the attempt not the live one.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/end/{action}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/end/{action}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/end/{action}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/end/{action}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/end/{action}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/end/{action}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listen_to_job: {
        parameters: {
            query?: {
                /** @description Like the header `Last-Event-ID`, which wins: the last event that the client has. 0 replays the job's whole life. */
                last_event_id?: number;
            };
            header?: {
                /** @description The last event that the client has */
                "Last-Event-ID"?: number | null;
            };
            path: {
                /** @description The job's id. */
                job_id: components["schemas"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example event: progress
                     *     id: 17
                     *     data: {"done":1200,"total":3000,"unit":"spectra"}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description The job has ended, and the client has heard all of it */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/events"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/events"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such job.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/events"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/events"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A parameter is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/events",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/events"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/events"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    heartbeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["schemas"]["JobId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Heartbeat"];
            };
        };
        responses: {
            /** @description The claim is extended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeartbeatAccepted"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/heartbeat"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/heartbeat"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such job.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/heartbeat"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/heartbeat"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/heartbeat"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job is not PROCESSING any more, or the attempt not the live one */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The job is not PROCESSING any more, or the attempt not the live one.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/heartbeat"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/heartbeat"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/heartbeat"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/heartbeat",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/heartbeat"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/heartbeat"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_job_log: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["schemas"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The log */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The part of it that `Range` asks for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/log"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/log"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job, or it has no log yet */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such job, or it has no log yet.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/log"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/log"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The range lies behind the end */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:range_not_satisfiable",
                     *       "title": "Range not satisfiable",
                     *       "status": 416,
                     *       "code": "range_not_satisfiable",
                     *       "detail": "The range lies behind the end.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/log"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is not a UUID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The id is not a UUID.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/log",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/log"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/log"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_next_job: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of the request's own: sent again with it within a day, the request is carried out once and answered the same */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The job's id. */
                job_id: components["schemas"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The next job, PENDING */
            201: {
                headers: {
                    /** @description The job's path */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/next"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/next"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such job.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/next"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/next"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job has not completed, its type has no iterations, or labels are missing */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The job has not completed, its type has no iterations, or labels are missing.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/next"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job's id or its config is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The job's id or its config is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/next",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/next"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/next"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No space is left for the job's directory */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:storage_full",
                     *       "title": "Storage full",
                     *       "status": 507,
                     *       "code": "storage_full",
                     *       "detail": "No space is left for the job's directory.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/next"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_job_performance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["schemas"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The estimate */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PerformanceEstimate"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/performance"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/performance"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such job.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/performance"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/performance"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is not a UUID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The id is not a UUID.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/performance",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/performance"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/performance"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    process_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["schemas"]["JobId"];
                /** @description What to do. */
                action: "RUN" | "ABORT";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job: PROCESSING after RUN, ABORTED after ABORT */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/process/{action}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/process/{action}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such job.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/process/{action}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/process/{action}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job's phase does not allow it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The job's phase does not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/process/{action}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `config.json` is missing or not valid, or the action unknown */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "`config.json` is missing or not valid, or the action unknown.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/process/{action}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/process/{action}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/process/{action}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    release_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["schemas"]["JobId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseRequest"];
            };
        };
        responses: {
            /** @description The job: queued again, or in ERROR where its attempts are used up */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/release"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/release"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such job.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/release"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/release"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/release"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job is not PROCESSING any more, or the attempt not the live one */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The job is not PROCESSING any more, or the attempt not the live one.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/release"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/release"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/release"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/release",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/release"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/release"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listen_to_seats: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["schemas"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example event: present
                     *     data: {"people":[{"name":"ada"}]}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/events"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/events"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such job.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/events"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/events"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is not a UUID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The id is not a UUID.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/events",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/events"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/events"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    take_seat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["schemas"]["JobId"];
                /** @description The seat: a UUID that the page makes up when it opens. */
                seat_id: components["schemas"]["SeatId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SeatWish"];
            };
        };
        responses: {
            /** @description What the person is asked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeatAnswer"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/{seat_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/{seat_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such job.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/{seat_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/{seat_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/{seat_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The seat is somebody else's or at another job, or there are no accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The seat is somebody else's or at another job, or there are no accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/{seat_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/{seat_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/{seat_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/{seat_id}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/{seat_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/{seat_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    leave_seat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["schemas"]["JobId"];
                /** @description The seat: a UUID that the page makes up when it opens. */
                seat_id: components["schemas"]["SeatId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The seat is left */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/{seat_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/{seat_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such job.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/{seat_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/{seat_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There are no accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "There are no accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/{seat_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is not a UUID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The id is not a UUID.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/{seat_id}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/{seat_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/seats/{seat_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_job_spectra: {
        parameters: {
            query?: {
                /** @description How many to pass over. */
                offset?: number;
                /** @description How many to show. */
                limit?: number;
                /** @description Only the spectrum of this name; may be given up to 200 times. Spectra that the result does not hold are left out. */
                filename?: string[];
                /** @description Instead this spectrum and those that are most like it, nearest first, `limit` together: in the result of a campaign's round. */
                similar_to?: string;
            };
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["schemas"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobSpectra"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/spectra"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/spectra"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job, or it has no result that can be shown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such job, or it has no result that can be shown.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/spectra"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/spectra"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A parameter is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/spectra",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/spectra"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/jobs/{job_id}/spectra"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_labellings: {
        parameters: {
            query: {
                /** @description How many to pass over. */
                offset?: number;
                /** @description How many to show; absent: all. */
                limit?: number;
                /** @description The job that shows them. */
                job_id: components["schemas"]["JobId"];
                /** @description Only this set. */
                spectrum_set?: components["schemas"]["SpectrumSet"];
                /** @description As what. */
                format?: "json" | "csv";
                /**
                 * @description Whether the CSV begins with a byte-order mark (U+FEFF), without which spreadsheets take it for a text in their own
                 *     script and garble other letters; scripts want none.
                 */
                byte_order_mark?: boolean;
                /** @description Whether the CSV has a line for what each person says, instead of one for the label that counts. */
                opinions?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The labellings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabellingList"];
                    "text/csv": string;
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is missing or not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A parameter is missing or not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_labelling: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of the request's own: sent again with it within a day, the request is carried out once and answered the same */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLabelling"];
            };
        };
        responses: {
            /** @description The labelling */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Labelling"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such job.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_labellings: {
        parameters: {
            query?: never;
            header?: {
                /** @description The attempt number of the worker's claim */
                "X-Job-Attempt"?: number | null;
                /** @description A name of the request's own: sent again with it within a day, the request is carried out once and answered the same */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLabelling"][];
            };
        };
        responses: {
            /** @description All are created */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description One names a job that there is not; none is created */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "One names a job that there is not; none is created.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The attempt is not the live one; none is created */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The attempt is not the live one; none is created.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid; none is created */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid; none is created.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_labellings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchBatch"];
            };
        };
        responses: {
            /** @description All are stored */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The two lists differ in length; none is stored */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:bad_request",
                     *       "title": "The request contradicts itself",
                     *       "status": 400,
                     *       "code": "bad_request",
                     *       "detail": "The two lists differ in length; none is stored.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no labelling with one of the ids; none is stored */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no labelling with one of the ids; none is stored.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid; none is stored */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid; none is stored.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/batch/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_labelling: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The labelling's id. */
                labelling_id: components["schemas"]["LabellingId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The labelling */
            200: {
                headers: {
                    /** @description For `If-Match` */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Labelling"];
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such labelling */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such labelling.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is not a UUID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The id is not a UUID.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_labelling: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what the change is meant for: 412 where it has changed since */
                "If-Match"?: string;
            };
            path: {
                /** @description The labelling's id. */
                labelling_id: components["schemas"]["LabellingId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabellingPatch"];
            };
        };
        responses: {
            /** @description The labelling as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Labelling"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such labelling */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such labelling.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The labelling is not what `If-Match` says; nothing changed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:precondition_failed",
                     *       "title": "Changed meanwhile",
                     *       "status": 412,
                     *       "code": "precondition_failed",
                     *       "detail": "The labelling is not what `If-Match` says; nothing changed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    adjudicate_labelling: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The labelling's id. */
                labelling_id: components["schemas"]["LabellingId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAdjudication"];
            };
        };
        responses: {
            /** @description The labelling as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Labelling"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/adjudication"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/adjudication"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such labelling */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such labelling.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/adjudication"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/adjudication"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/adjudication"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody has labelled it, one of two answers is missing, or there are no accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "Nobody has labelled it, one of two answers is missing, or there are no accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/adjudication"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/adjudication"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/adjudication"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/adjudication",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/adjudication"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/adjudication"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reopen_labelling: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The labelling's id. */
                labelling_id: components["schemas"]["LabellingId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The labelling as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Labelling"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/adjudication"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/adjudication"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such labelling */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such labelling.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/adjudication"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/adjudication"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody has labelled it, one of two answers is missing, or there are no accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "Nobody has labelled it, one of two answers is missing, or there are no accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/adjudication"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is not a UUID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The id is not a UUID.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/adjudication",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/adjudication"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/adjudication"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_labelling_history: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The labelling's id. */
                labelling_id: components["schemas"]["LabellingId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The changes, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabellingChange"][];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/history"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/history"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such labelling */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such labelling.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/history"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/history"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is not a UUID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The id is not a UUID.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/history",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/history"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/history"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_opinions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The labelling's id. */
                labelling_id: components["schemas"]["LabellingId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The opinions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Opinion"][];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/opinions"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/opinions"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such labelling */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such labelling.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/opinions"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/opinions"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is not a UUID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The id is not a UUID.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/opinions",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/opinions"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/labellings/{labelling_id}/opinions"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search_spectra: {
        parameters: {
            query?: {
                /**
                 * @description A part of the file name, or of `file#target`, whatever its case; empty for all.
                 * @example B6001_sp01
                 */
                q?: string;
                /** @description Only in this directory of the archive and below it; starts with `/`. */
                dir_path?: string;
                /**
                 * @description The class, whatever its case: `STAR`, `GALAXY`, `QSO`, `UNKNOWN`.
                 * @example STAR
                 */
                class?: string;
                /**
                 * @description How the subclass begins, such as `B` for B8 and B9.
                 * @example B
                 */
                subclass?: string;
                /** @description How the designation of the target begins, whatever its case. */
                targetname?: string;
                /** @description The plate or plan of the observation. */
                plate?: string;
                /**
                 * @description The layout of the file, as `format` of a spectrum says it.
                 * @example lamost_image
                 */
                format?: string;
                /** @description Only those whose facts are known (`read`), not yet known (`waiting`), or that cannot be read (`unreadable`). */
                state?: "read" | "waiting" | "unreadable";
                /** @description The least signal-to-noise ratio. */
                snr_min?: number;
                /** @description The greatest signal-to-noise ratio. */
                snr_max?: number;
                /** @description The least magnitude (the brightest). */
                mag_min?: number;
                /** @description The greatest magnitude (the faintest). */
                mag_max?: number;
                /** @description The least redshift. */
                z_min?: number;
                /** @description The greatest redshift. */
                z_max?: number;
                /**
                 * @description The first day of observation, in UTC; empty for any.
                 * @example 2011-10-24
                 */
                date_from?: string;
                /** @description The last day of observation, in UTC; empty for any. */
                date_to?: string;
                /**
                 * @description Right ascension of the middle of a cone: degrees, or hours as `5:34:31.9`. Needs `dec`.
                 * @example 83.6331
                 */
                ra?: string;
                /**
                 * @description Declination of the middle of a cone: degrees, or as `+22:00:52.2`. Needs `ra`.
                 * @example +22:00:52.2
                 */
                dec?: string;
                /** @description How far from there, in arcseconds; 5 where absent. */
                radius?: number;
                /** @description In which order. Spectra for which it is not known are left out. */
                sort?: "found" | "name" | "-name" | "snr" | "-snr" | "mag" | "-mag" | "z" | "-z" | "date" | "-date" | "distance";
                /** @description How many to pass over. */
                offset?: number;
                /** @description How many to tell. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The spectra that match */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpectraFound"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A parameter is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_archive_directories: {
        parameters: {
            query?: {
                /** @description The directory, from the root; starts with `/`. */
                parent_dir_path?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the directory holds */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArchiveListing"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/directories/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/directories/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such directory */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such directory.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/directories/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/directories/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A parameter is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/directories/",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/directories/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/directories/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_archive_index: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArchiveIndex"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/index/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/index/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/index/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/index/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/index/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refresh_archive_index: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will begin within seconds, after what goes on now */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArchiveIndex"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/index/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/index/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/index/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/index/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/index/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_spectrum: {
        parameters: {
            query?: {
                /** @description At most so many points: of each stretch the lowest and the highest flux stay, so that lines stay visible. Absent: all. */
                max_points?: number;
                /** @description Whether the inverse variance comes along, for an error band. */
                ivar?: boolean;
                /** @description The directory of the archive that it lies in; starts with `/`. Absent: the first that holds such a file. */
                dir_path?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The name of its file, such as `spec-56201-B6001_sp01-014.fits`; the suffix of a compression may be left out. Of a file
                 *     that holds many spectra, `file#target`, with `#` as `%23`.
                 * @example spec-56201-B6001_sp01-014.fits
                 */
                filename: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The spectrum */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Spectrum"];
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The archive has no such spectrum */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "The archive has no such spectrum.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The name is not valid, or the file cannot be read as a spectrum */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The name is not valid, or the file cannot be read as a spectrum.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    download_spectrum: {
        parameters: {
            query?: {
                /** @description The directory of the archive that it lies in; starts with `/`. Absent: the first that holds such a file. */
                dir_path?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The name of its file, such as `spec-56201-B6001_sp01-014.fits`; the suffix of a compression may be left out. Of a file
                 *     that holds many spectra, `file#target`, with `#` as `%23`.
                 * @example spec-56201-B6001_sp01-014.fits
                 */
                filename: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/fits": components["schemas"]["Binary"];
                    "application/gzip": components["schemas"]["Binary"];
                };
            };
            /** @description The part that `Range` asks for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/fits": components["schemas"]["Binary"];
                    "application/gzip": components["schemas"]["Binary"];
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/fits"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/fits"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The archive has no such spectrum */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "The archive has no such spectrum.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/fits"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/fits"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The range lies behind the end */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:range_not_satisfiable",
                     *       "title": "Range not satisfiable",
                     *       "status": 416,
                     *       "code": "range_not_satisfiable",
                     *       "detail": "The range lies behind the end.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/fits"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The name is not valid, or the file cannot be read as a spectrum */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The name is not valid, or the file cannot be read as a spectrum.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/fits",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/fits"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/fits"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_spectrum_header: {
        parameters: {
            query?: {
                /** @description The directory of the archive that it lies in; starts with `/`. Absent: the first that holds such a file. */
                dir_path?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The name of its file, such as `spec-56201-B6001_sp01-014.fits`; the suffix of a compression may be left out. Of a file
                 *     that holds many spectra, `file#target`, with `#` as `%23`.
                 * @example spec-56201-B6001_sp01-014.fits
                 */
                filename: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpectrumHeader"];
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/header"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/header"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The archive has no such spectrum */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "The archive has no such spectrum.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/header"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/header"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The name is not valid, or the file cannot be read */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The name is not valid, or the file cannot be read.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/header",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/header"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/header"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    measure_spectrum_lines: {
        parameters: {
            query?: {
                /** @description A line; may be given several times. Absent: Hα, Hβ, He I 6678 and Ca II K. */
                line?: ("h_alpha" | "h_beta" | "h_gamma" | "h_delta" | "he_i_4471" | "he_i_5876" | "he_i_6678" | "he_i_7065" | "ca_k" | "mg_ii_4481" | "ca_ii_8498" | "ca_ii_8542" | "ca_ii_8662")[];
                /** @description The redshift at which lines are looked for. Absent: the one that the header states, else 0. */
                z?: number;
                /** @description Half the width of each line's window, in km/s; the continuum reaches 2.5 to 3 times as far. Absent: one that suits the line. */
                half_width?: number;
                /** @description The directory of the archive that it lies in; starts with `/`. Absent: the first that holds such a file. */
                dir_path?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The name of its file, such as `spec-56201-B6001_sp01-014.fits`; the suffix of a compression may be left out. Of a file
                 *     that holds many spectra, `file#target`, with `#` as `%23`.
                 * @example spec-56201-B6001_sp01-014.fits
                 */
                filename: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The measurements */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpectrumLines"];
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/lines"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/lines"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The archive has no such spectrum */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "The archive has no such spectrum.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/lines"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/lines"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A name or a number is not valid, or the file cannot be read as a spectrum */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A name or a number is not valid, or the file cannot be read as a spectrum.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/lines",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/lines"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/lines"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_spectrum_occurrences: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The name of its file, such as `spec-56201-B6001_sp01-014.fits`; the suffix of a compression may be left out. Of a file
                 *     that holds many spectra, `file#target`, with `#` as `%23`.
                 * @example spec-56201-B6001_sp01-014.fits
                 */
                filename: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The jobs and labels */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpectrumOccurrences"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/occurrences"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/occurrences"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such path.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/occurrences"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/occurrences"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The name is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "The name is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/occurrences",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/occurrences"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/spectra/{filename}/occurrences"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The accounts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"][];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            /** @description The account, and its link */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedUser"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The name is taken, the instance sends no mail, or it runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "The name is taken, the instance sends no mail, or it runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            /** @description The account as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/{user_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/{user_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such account.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/{user_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/{user_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The client stopped sending */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:timeout",
                     *       "title": "The request stalled",
                     *       "status": 408,
                     *       "code": "timeout",
                     *       "detail": "The client stopped sending.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/{user_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody would be left to keep the accounts, or the instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "Nobody would be left to keep the accounts, or the instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/{user_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:too_large",
                     *       "title": "Too large",
                     *       "status": 413,
                     *       "code": "too_large",
                     *       "detail": "The body is larger than allowed.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/{user_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "code": "unsupported_media_type",
                     *       "detail": "The body is of another media type.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/{user_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "Something in the request is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/{user_id}",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/{user_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/{user_id}"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_user_link: {
        parameters: {
            query?: {
                /** @description Whether it is sent to the person's address, instead of being shown. */
                by_mail?: boolean;
            };
            header?: never;
            path: {
                /** @description The account's id. */
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneTimeLink"];
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/{user_id}/link"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/{user_id}/link"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:not_found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "code": "not_found",
                     *       "detail": "There is no such account.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/{user_id}/link"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/{user_id}/link"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No mail can be sent there, or the instance runs without accounts */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:conflict",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "code": "conflict",
                     *       "detail": "No mail can be sent there, or the instance runs without accounts.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/{user_id}/link"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is not valid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:invalid_request",
                     *       "title": "The request is not valid",
                     *       "status": 422,
                     *       "code": "invalid_request",
                     *       "detail": "A parameter is not valid.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/{user_id}/link",
                     *       "errors": [
                     *         {
                     *           "pointer": "/label",
                     *           "message": "must have 1 to 50 characters, has 0"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/{user_id}/link"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/api/users/{user_id}/link"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example ok */
                    "text/plain": string;
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/healthz"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/healthz"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/healthz"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In Prometheus' text format */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Nobody is signed in, or the token is not valid (with accounts only) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unauthenticated",
                     *       "title": "Not signed in",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "Nobody is signed in, or the token is not valid (with accounts only).",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/metrics"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/metrics"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/metrics"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/metrics"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service that is needed cannot be reached, or too much is asked for at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:unavailable",
                     *       "title": "Temporarily unavailable",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A service that is needed cannot be reached, or too much is asked for at the moment.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/metrics"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything is up */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:forbidden",
                     *       "title": "Not allowed",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do not allow it.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/readyz"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:method_not_allowed",
                     *       "title": "Method not allowed",
                     *       "status": 405,
                     *       "code": "method_not_allowed",
                     *       "detail": "The path does not have this method.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/readyz"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong inside; the log has the details */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ml-job:problem:internal",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "code": "internal",
                     *       "detail": "Something went wrong inside; the log has the details.",
                     *       "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab",
                     *       "instance": "/readyz"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something is down; jobs may be created and queued nevertheless */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
}
