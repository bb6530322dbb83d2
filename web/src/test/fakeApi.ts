import type { components } from "../api/schema.ts";
import { JOB_TYPES } from "./fakeJobTypes.ts";
import { headerOf, measuredLines } from "./fakeMeasures.ts";
import { LOG, metricsOf, REPORT, trainingMap } from "./fakeResults.ts";
import {
  CLASSES,
  classOf,
  grid,
  indexOf,
  nameOf,
  observedFlux,
  predictionOf,
  preparedFlux,
} from "./fakeSpectra.ts";

type Schemas = components["schemas"];
type Job = Schemas["Job"];
type Labelling = Schemas["Labelling"];

/** How much of everything the fake server has. */
export interface FakeOptions {
  /** Points of a preprocessed spectrum. */
  points?: number;
  /** Oracle spectra of the last iteration. */
  oracle?: number;
  /** Candidates of the last iteration. */
  candidates?: number;
  /** No jobs, no files: a fresh installation. */
  empty?: boolean;
}

const JOBS = "/JOBS";
const EXPERIMENT_START = Date.parse("2026-11-22T18:00:00Z");

/**
 * An API in memory, with the shapes of the real one: for component tests, for measuring the page, and for working on
 * it without a server. It keeps what it is given and knows no rules: what the real server refuses, a test lets it refuse
 * ({@link FakeApi.refuseOnce}), and the walks in e2e/ see. It does not run jobs.
 */
export class FakeApi {
  readonly jobs = new Map<string, Job>();
  readonly labellings = new Map<string, Labelling>();
  readonly files = new Map<string, Map<string, string>>();
  /** Names of the spectra in each directory of the archive. */
  readonly archive = new Map<string, string[]>();
  /** Files of the archive that cannot be read, and why. */
  readonly unreadable = new Map<string, string>();
  /** What was said of each labelling so far. */
  readonly histories = new Map<string, Schemas["LabellingChange"][]>();
  /** False while the archive is still being looked through. */
  isArchiveComplete = true;
  /** Whether the rows of a job carry what its model says. */
  hasPredictions = true;
  readonly #refusals = new Map<string, Response>();
  /** The searches, with what the server says of each. */
  readonly campaigns = new Map<string, Schemas["CampaignDetail"]>();
  /** What was started in campaigns: their paths below `/api/campaigns`. */
  readonly started: string[] = [];
  /** Who is signed in; without accounts, unless a test says otherwise. */
  session: Schemas["Session"] = { mode: "off", needs_setup: false };
  /** Where that person is signed in. */
  sessions: Schemas["OpenSession"][] = [];
  /** The address of that person. */
  email: Schemas["OwnEmail"] = { is_mail_sent: false };
  /** What that person is told of. */
  notifications: Schemas["NotificationSettings"] = { mail: [] };
  /** What that person was told. */
  readonly deliveries: Schemas["Delivery"][] = [];
  /** What others are asked, and who, by labelling. */
  readonly taken = new Map<string, string>();
  /** The seats that pages have: what each wished last. */
  readonly seats = new Map<string, Schemas["SeatWish"]>();
  /** What each person says, by labelling; only where a test puts it. */
  readonly opinions = new Map<string, Schemas["Opinion"][]>();
  /** How far people agree. */
  agreement: Schemas["Agreement"] = {
    both: 0,
    waiting: 0,
    people: [],
    pairs: [],
    combined: [],
    disagreements: 0,
  };
  /** The spaces that whoever is signed in may see. */
  readonly spaces: Schemas["Space"][] = [];
  /** Who shares each space. */
  readonly members = new Map<string, Schemas["SpaceMember"][]>();
  /** When set, every request fails as if nobody were there. */
  isDown = false;
  readonly #wave: number[];
  readonly #shown = new Map<string, Labelling>();

  constructor({ points = 140, oracle = 100, candidates = 240, empty = false }: FakeOptions = {}) {
    this.#wave = points <= 200 ? grid(6519, 6732, points) : grid(3700, 9100, points);
    this.files.set("/", new Map());
    this.files.set(JOBS, new Map());
    this.#fillArchive();
    if (!empty) this.#fill(oracle, candidates);
  }

  /** Adds a job; what is not given has a plain value. */
  addJob(given: Partial<Job> & { label: string; type: string }): Job {
    const job_id = given.job_id ?? id(this.jobs.size + 1);
    const job: Job = {
      job_id,
      phase: "PENDING",
      dir_path: `${JOBS}/job_${given.label.toLowerCase().replaceAll(" ", "_")}_${job_id}`,
      created_at: new Date(EXPERIMENT_START + this.jobs.size * 600000).toISOString(),
      ...given,
    };
    this.jobs.set(job_id, job);
    this.files.set(
      job.dir_path,
      new Map(Object.entries({ "config.json": JSON.stringify(job.config ?? {}) })),
    );
    return job;
  }

  /** Adds a labelling of a job. */
  addLabelling(given: Omit<Labelling, "labelling_id"> & { labelling_id?: string }): Labelling {
    const labelling = { labelling_id: id(100000 + this.labellings.size), ...given };
    this.labellings.set(labelling.labelling_id, labelling);
    this.#shown.set(`${labelling.job_id}/${labelling.spectrum_filename}`, labelling);
    return labelling;
  }

  /** Refuses the next request of a path, with a sentence: what the server's rules are is the test's to say. */
  refuseOnce(path: string, status: number, sentence: string, errors?: Schemas["FieldError"][]): void {
    this.#refusals.set(path, problem(status, sentence, errors));
  }

  /** Answers a request. */
  async handle(request: Request): Promise<Response> {
    if (this.isDown) throw new TypeError("fetch failed");
    const url = new URL(request.url);
    const path = decodeURI(url.pathname).replace(/\/$/, "");
    const refusal = this.#refusals.get(path);
    this.#refusals.delete(path);
    if (refusal !== undefined) return refusal;
    const body = ["POST", "PATCH", "PUT"].includes(request.method) ? await readBody(request) : undefined;
    for (const [method, pattern, answer] of this.#routes) {
      const match = request.method === method ? pattern.exec(path) : null;
      if (match !== null)
        return answer({
          part: (match[1] ?? "").replace(/%2F/gi, "/"),
          rest: match[2] ?? "",
          query: url.searchParams,
          body,
        });
    }
    return problem(404, `There is nothing at ${path}.`);
  }

  readonly #routes: readonly [method: string, pattern: RegExp, answer: (given: Given) => Response][] = [
    ["GET", /^\/api\/auth\/session$/, () => json(this.session)],
    ["GET", /^\/api\/auth\/sessions$/, () => json(this.sessions)],
    ["DELETE", /^\/api\/auth\/sessions\/([^/]+)$/, ({ part }) => this.#endSession(part)],
    ["GET", /^\/api\/auth\/tokens$/, () => json([])],
    ["GET", /^\/api\/auth\/email$/, () => json(this.email)],
    ["PUT", /^\/api\/auth\/email$/, () => new Response(null, { status: 202 })],
    ["GET", /^\/api\/auth\/notifications$/, () => json(this.notifications)],
    [
      "PUT",
      /^\/api\/auth\/notifications$/,
      ({ body }) => this.#notify(body as Schemas["WantedNotifications"]),
    ],
    ["POST", /^\/api\/auth\/notifications\/test$/, () => this.#addDelivery()],
    ["GET", /^\/api\/auth\/notifications\/deliveries$/, () => json(this.deliveries)],
    ["POST", /^\/api\/auth\/forgotten$/, () => new Response(null, { status: 202 })],
    ["POST", /^\/api\/auth\/session$/, ({ body }) => this.#signIn(body as Schemas["SignIn"])],
    ["GET", /^\/api\/spaces$/, () => json({ spaces: this.spaces })],
    ["GET", /^\/api\/spaces\/([^/]+)$/, ({ part }) => this.#space(part)],
    ["GET", /^\/api\/spaces\/[^/]+\/links$/, () => json({ links: [] })],
    [
      "POST",
      /^\/api\/spaces\/([^/]+)\/members$/,
      ({ part, body }) => this.#share(part, body as Schemas["Share"]),
    ],
    [
      "GET",
      /^\/api\/jobs\/([^/]+)\/waiting$/,
      () =>
        json({ reason: "worker", ahead: 0, running: 0, sentence: "It is the next of its type; 1 runs now." }),
    ],
    ["GET", /^\/healthz$/, () => json({ status: "ok" })],
    ["GET", /^\/api\/job-types$/, () => json(JOB_TYPES)],
    ["GET", /^\/api\/jobs$/, ({ query }) => this.#listJobs(query)],
    ["POST", /^\/api\/jobs$/, ({ body }) => this.#createJob(body as Schemas["NewJob"])],
    ["GET", /^\/api\/jobs\/([^/]+)$/, ({ part }) => this.#withJob(part, (job) => json(job))],
    [
      "PATCH",
      /^\/api\/jobs\/([^/]+)$/,
      ({ part, body }) => this.#withJob(part, (job) => json(Object.assign(job, body))),
    ],
    ["DELETE", /^\/api\/jobs\/([^/]+)$/, ({ part }) => this.#withJob(part, () => this.#deleteJob(part))],
    [
      "POST",
      /^\/api\/jobs\/([^/]+)\/process\/(\w+)$/,
      ({ part, rest }) =>
        this.#withJob(part, (job) => {
          job.phase = rest === "RUN" ? "PROCESSING" : "ABORTED";
          return json(job, 202);
        }),
    ],
    ["POST", /^\/api\/jobs\/([^/]+)\/next$/, ({ part }) => this.#withJob(part, (job) => this.#next(job))],
    [
      "GET",
      /^\/api\/jobs\/([^/]+)\/performance$/,
      ({ part }) => this.#withJob(part, (job) => json(this.#performance(job))),
    ],
    ["GET", /^\/api\/jobs\/([^/]+)\/log$/, ({ part }) => this.#withJob(part, logOf)],
    [
      "GET",
      /^\/api\/jobs\/([^/]+)\/spectra$/,
      ({ part, query }) => this.#withJob(part, (job) => json(this.#spectra(job, query))),
    ],
    [
      "GET",
      /^\/api\/campaigns$/,
      () =>
        json({ total: this.campaigns.size, offset: 0, limit: 1000, campaigns: [...this.campaigns.values()] }),
    ],
    ["POST", /^\/api\/campaigns$/, ({ body }) => json(this.addCampaign(body as Schemas["NewCampaign"]), 201)],
    ["GET", /^\/api\/campaigns\/([^/]+)$/, ({ part }) => this.#withCampaign(part, (one) => json(one))],
    [
      "POST",
      /^\/api\/campaigns\/([^/]+)\/((?:rounds|audits)\/\d+)$/,
      ({ part, rest }) => this.#withCampaign(part, (one) => json(this.#startPlace(one, rest), 201)),
    ],
    [
      "PUT",
      /^\/api\/jobs\/([^/]+)\/seats\/([^/]+)$/,
      ({ rest, body }) => json(this.#seat(rest, body as Schemas["SeatWish"])),
    ],
    [
      "DELETE",
      /^\/api\/jobs\/([^/]+)\/seats\/([^/]+)$/,
      ({ rest }) => {
        this.seats.delete(rest);
        return new Response(null, { status: 204 });
      },
    ],
    ["GET", /^\/api\/(?:jobs|campaigns)\/([^/]+)\/agreement$/, () => json(this.agreement)],
    ["GET", /^\/api\/(?:jobs|campaigns)\/([^/]+)\/disagreements$/, () => json(this.#disagreements())],
    [
      "PUT",
      /^\/api\/labellings\/([^/]+)\/adjudication$/,
      ({ part, body }) => this.#settle(part, (body as Schemas["NewAdjudication"]).user_label),
    ],
    ["DELETE", /^\/api\/labellings\/([^/]+)\/adjudication$/, ({ part }) => this.#settle(part, undefined)],
    ["GET", /^\/api\/labellings$/, ({ query }) => this.#listLabellings(query)],
    ["PATCH", /^\/api\/labellings\/batch$/, ({ body }) => this.#patchMany(body as Schemas["PatchBatch"])],
    ["PATCH", /^\/api\/labellings\/([^/]+)$/, ({ part, body }) => this.#patchOne(part, body as Patch)],
    [
      "GET",
      /^\/api\/labellings\/([^/]+)\/history$/,
      ({ part }) =>
        this.labellings.has(part)
          ? json(this.histories.get(part) ?? [])
          : problem(404, `There is no labelling ${part}.`),
    ],
    ["GET", /^\/api\/spectra$/, ({ query }) => json(this.#search(query))],
    ["GET", /^\/api\/spectra\/index$/, () => json(this.#archiveIndex())],
    ["POST", /^\/api\/spectra\/index$/, () => json(this.#archiveIndex(), 202)],
    [
      "GET",
      /^\/api\/spectra\/directories$/,
      ({ query }) => this.#listArchive(query.get("parent_dir_path") ?? "/"),
    ],
    [
      "GET",
      /^\/api\/spectra\/([^/]+)\/lines$/,
      ({ part, query }) => json(measuredLines(indexOf(part), query)),
    ],
    ["GET", /^\/api\/spectra\/([^/]+)\/header$/, ({ part }) => json(headerOf(part))],
    ["GET", /^\/api\/spectra\/([^/]+)\/occurrences$/, ({ part }) => json(this.#occurrences(part))],
    ["GET", /^\/api\/spectra\/([^/]+)$/, ({ part }) => this.#spectrum(part)],
    ["GET", /^\/api\/files$/, ({ query }) => this.#listFiles(query.get("parent_dir_path") ?? "/")],
    [
      "GET",
      /^\/api\/files\/([^/]+)\/download$/,
      ({ part, query }) => this.#download(query.get("parent_dir_path") ?? "/", part),
    ],
    [
      "POST",
      /^\/api\/files\/([^/]+)\/upload$/,
      ({ part, query, body }) => this.#upload(query.get("parent_dir_path") ?? "/", part, String(body)),
    ],
    [
      "DELETE",
      /^\/api\/files\/([^/]+)$/,
      ({ part, query }) => this.#deleteFile(query.get("parent_dir_path") ?? "/", part),
    ],
    [
      "POST",
      /^\/api\/files\/directories\/([^/]+)$/,
      ({ part, query }) => this.#makeDirectory(query.get("parent_dir_path") ?? "/", part),
    ],
  ];

  /** Adds a campaign with its first round, which waits for labels. */
  addCampaign({ label, plan }: Pick<Schemas["NewCampaign"], "label" | "plan">): Schemas["CampaignDetail"] {
    const campaign: Schemas["CampaignDetail"] = {
      campaign_id: id(900000 + this.campaigns.size),
      label,
      created_at: new Date(EXPERIMENT_START).toISOString(),
      plan,
      jobs: [],
      assessment: {
        labelled: 0,
        unsure: 0,
        waiting: 3,
        found: [],
        advice: "Label the 3 spectra that wait.",
        audits: [],
      },
    };
    this.campaigns.set(campaign.campaign_id, campaign);
    this.#startPlace(campaign, "rounds/0");
    return campaign;
  }

  #startPlace(campaign: Schemas["CampaignDetail"], path: string): Job {
    const [kind, number] = path.split("/");
    this.started.push(path);
    const role = kind === "rounds" ? "ROUND" : "AUDIT";
    const job = this.addJob({
      ...finished(1),
      type: `CAMPAIGN_${role}`,
      label: `${campaign.label}: ${path.replace("s/", " ")}`,
      config: { campaign_id: campaign.campaign_id, classes: campaign.plan.classes },
    });
    campaign.jobs.push({ role, number: Number(number), job_id: job.job_id });
    return job;
  }

  #withCampaign(campaignId: string, answer: (campaign: Schemas["CampaignDetail"]) => Response): Response {
    const campaign = this.campaigns.get(campaignId);
    return campaign === undefined ? problem(404, `There is no campaign ${campaignId}.`) : answer(campaign);
  }

  #withJob(jobId: string, answer: (job: Job) => Response): Response {
    const job = this.jobs.get(jobId);
    return job === undefined ? problem(404, `There is no job ${jobId}.`) : answer(job);
  }

  #signIn({ name }: Schemas["SignIn"]): Response {
    const user = {
      user_id: id(7),
      name,
      role: "member",
      is_active: true,
      created_at: "2026-01-01T00:00:00Z",
    } as const;
    this.session = { ...this.session, user };
    return json(this.session);
  }

  #endSession(sessionId: string): Response {
    this.sessions = this.sessions.filter((session) => session.session_id !== sessionId);
    return new Response(null, { status: 204 });
  }

  #notify({ mail, webhook }: Schemas["WantedNotifications"]): Response {
    const isNew = webhook != null && this.notifications.webhook == null;
    this.notifications = { mail, webhook };
    return json({ ...this.notifications, secret: isNew ? "whsec_1" : undefined });
  }

  #addDelivery(): Response {
    this.deliveries.unshift({
      event_id: id(500000 + this.deliveries.length),
      channel: "webhook",
      kind: "test",
      created_at: "2026-11-26T12:00:00Z",
      state: "failed",
      attempts: 16,
      last_error: "the answer was 500 Internal Server Error",
    });
    return new Response(null, { status: 202 });
  }

  #space(spaceId: string): Response {
    const space = this.spaces.find(({ space_id }) => space_id === spaceId);
    if (space === undefined) return problem(404, `There is no space ${spaceId}.`);
    return json({ ...space, members: this.members.get(spaceId) ?? [], used_bytes: 0 });
  }

  #share(spaceId: string, { user, group, role }: Schemas["Share"]): Response {
    const member = { name: user ?? group ?? "", role, ...(group ? { group_id: id(8) } : { user_id: id(9) }) };
    this.members.set(spaceId, [...(this.members.get(spaceId) ?? []), member]);
    return json(member);
  }

  #listJobs(query: URLSearchParams): Response {
    const offset = Number(query.get("offset") ?? 0);
    const limit = Number(query.get("limit") ?? 10);
    const matching = [...this.jobs.values()]
      .filter(
        (job) =>
          (query.get("phase") ?? job.phase) === job.phase &&
          (query.get("type") ?? job.type) === job.type &&
          (query.get("space_id") ?? job.space_id) === job.space_id &&
          (query.get("parent_job_id") ?? job.parent_job_id) === job.parent_job_id &&
          job.label.toLowerCase().includes((query.get("q") ?? "").toLowerCase()),
      )
      .sort((a, b) => b.created_at.localeCompare(a.created_at));
    return json({ total: matching.length, offset, limit, jobs: matching.slice(offset, offset + limit) });
  }

  #createJob(body: Schemas["NewJob"]): Response {
    const space_id = body.space_id ?? undefined;
    return json(this.addJob({ ...body, space_id, created_at: new Date().toISOString() }), 201);
  }

  #deleteJob(jobId: string): Response {
    this.jobs.delete(jobId);
    return new Response(null, { status: 204 });
  }

  #next(job: Job): Response {
    return json(
      this.addJob({
        label: job.label,
        type: job.type,
        parent_job_id: job.job_id,
        iteration: (job.iteration ?? 0) + 1,
        config: job.config,
        created_at: new Date().toISOString(),
      }),
      201,
    );
  }

  /** The estimate with a plausible bound: which one it is exactly, the real server knows. */
  #performance({ job_id, iteration = 0 }: Job): Schemas["PerformanceEstimate"] {
    const judged = [...this.labellings.values()].filter(
      (one) => one.job_id === job_id && one.spectrum_set === "PERFORMANCE_ESTIMATION" && one.user_label,
    );
    const correct = judged.filter((one) => one.user_label === one.model_prediction).length;
    const overall: Schemas["Precision"] = { labelled: judged.length, correct };
    if (judged.length > 0) {
      overall.precision = correct / judged.length;
      overall.lower_bound_95 = overall.precision / 2;
    }
    return { iteration: iteration ?? 0, overall, classes: [] };
  }

  #seat(seatId: string, wish: Schemas["SeatWish"]): Schemas["SeatAnswer"] {
    this.seats.set(seatId, wish);
    const free = (wish.among ?? []).filter((id) => !this.taken.has(id));
    return {
      expires_in_seconds: 30,
      leased: free.slice(0, wish.count ?? 0),
      taken: [...this.taken].map(([labelling_id, name]) => ({ labelling_id, name })),
      answered: [],
    };
  }

  #disagreements(): Schemas["DisagreementList"] {
    const open = [...this.opinions].flatMap(([labellingId, opinions]) => {
      const labelling = this.labellings.get(labellingId);
      const isOpen = labelling !== undefined && labelling.adjudicated_by == null;
      return isOpen ? [{ labelling, opinions }] : [];
    });
    return { total: open.length, disagreements: open };
  }

  #settle(labellingId: string, label: string | undefined): Response {
    const labelling = this.labellings.get(labellingId);
    if (labelling === undefined) return problem(404, `There is no labelling ${labellingId}.`);
    if (label === undefined) delete labelling.adjudicated_by;
    else Object.assign(labelling, { user_label: label, adjudicated_by: this.session.user?.name });
    return json(labelling);
  }

  #listLabellings(query: URLSearchParams): Response {
    const jobId = query.get("job_id") ?? "";
    const offset = Number(query.get("offset") ?? 0);
    const all = [...this.labellings.values()].filter((labelling) => labelling.job_id === jobId);
    const page = all.slice(offset, offset + Number(query.get("limit") ?? all.length));
    return json({ job_id: jobId, total: all.length, labellings: page });
  }

  #patchOne(labellingId: string, patch: Patch): Response {
    const labelling = this.labellings.get(labellingId);
    if (labelling === undefined) return problem(404, `There is no labelling ${labellingId}.`);
    for (const key of ["user_label", "user_comment"] as const) {
      const value = patch[key];
      if (value === null) delete labelling[key];
      else if (value !== undefined) labelling[key] = value;
    }
    const { user_label, user_comment } = labelling;
    const change = { changed_at: new Date().toISOString(), user_label, user_comment };
    this.histories.set(labellingId, [...(this.histories.get(labellingId) ?? []), change]);
    return json(labelling);
  }

  #patchMany({ labelling_ids, batch }: Schemas["PatchBatch"]): Response {
    labelling_ids.forEach((labellingId, i) => {
      this.#patchOne(labellingId, batch[i]);
    });
    return new Response(null, { status: 204 });
  }

  #spectra(job: Job, query: URLSearchParams): Schemas["JobSpectra"] {
    const names = query.getAll("filename");
    const offset = Number(query.get("offset") ?? 0);
    const limit = Number(query.get("limit") ?? 50);
    const indexes =
      names.length > 0 ? names.map(indexOf) : Array.from({ length: limit }, (_, i) => offset + i);
    return {
      total: 3000,
      wave: this.#wave,
      rows: indexes.map((index) => ({
        index,
        filename: nameOf(index),
        fluxes: preparedFlux(index, this.#wave),
        metadata: {},
        prediction: this.#predictionIn(job, index),
      })),
    };
  }

  #predictionIn(job: Job, index: number): Schemas["JobPrediction"] | undefined {
    const label = this.#shown.get(`${job.job_id}/${nameOf(index)}`)?.model_prediction;
    return !this.hasPredictions || label == null || label === "-" ? undefined : predictionOf(index, label);
  }

  #search(query: URLSearchParams): Schemas["SpectraFound"] {
    const text = (query.get("q") ?? "").toLowerCase();
    const spectra = [...this.archive].flatMap(([dir_path, names]) =>
      names
        .filter((filename) => filename.toLowerCase().includes(text))
        .map((filename) => this.#found(filename, dir_path)),
    );
    const wanted = (name: string, value: string | undefined) =>
      query.get(name) === null || query.get(name) === value;
    const matching = spectra.filter(
      (found) => wanted("class", found.class ?? undefined) && wanted("state", found.state),
    );
    const offset = Number(query.get("offset") ?? 0);
    return {
      total: matching.length,
      is_total_exact: true,
      spectra: matching.slice(offset, offset + Number(query.get("limit") ?? 20)),
      is_complete: this.isArchiveComplete,
    };
  }

  #found(filename: string, dir_path: string): Schemas["SpectrumFound"] {
    const broken = this.unreadable.get(filename);
    if (broken !== undefined) return { filename, dir_path, state: "unreadable", reason: broken };
    const index = indexOf(filename);
    return {
      filename,
      dir_path,
      state: "read",
      class: index % 5 === 0 ? "QSO" : "STAR",
      snr: 10 + (index % 90),
      magnitude: 14.2,
      z: -0.0001,
      ra: 83.6331,
      dec: 22.0145,
      observed_at: "2012-10-01T18:00:00",
    };
  }

  #archiveIndex(): Schemas["ArchiveIndex"] {
    const files = [...this.archive.values()].reduce((sum, names) => sum + names.length, 0);
    const reasons = [...this.unreadable.values()].map((example) => ({ code: "not_fits", files: 1, example }));
    return {
      is_under_way: !this.isArchiveComplete,
      is_complete: this.isArchiveComplete,
      completed_at: "2026-11-22T18:00:00Z",
      directories: this.archive.size,
      directories_due: 0,
      directories_failed: 0,
      read: files - reasons.length,
      waiting: 0,
      unreadable: reasons.length,
      reasons,
    };
  }

  #listArchive(path: string): Response {
    const spectra = this.archive.get(path);
    if (spectra === undefined) return problem(404, `The archive has no directory ${path}.`);
    const directories = namesIn(path, this.archive.keys()).map((dirname) => ({ dirname }));
    const listing: Schemas["ArchiveListing"] = {
      parent_dir_path: path,
      spectrum_count: spectra.length,
      directory_count: directories.length,
      directories,
    };
    return json(listing);
  }

  #occurrences(filename: string): Schemas["SpectrumOccurrences"] {
    const found = [...this.labellings.values()].filter((one) => one.spectrum_filename === filename).reverse();
    const occurrences = found.map((one) => ({
      job_id: one.job_id,
      job_label: this.jobs.get(one.job_id)?.label ?? "",
      job_type: this.jobs.get(one.job_id)?.type ?? "",
      labelling_id: one.labelling_id,
      spectrum_set: one.spectrum_set,
      sequence_iteration: one.sequence_iteration,
      user_label: one.user_label,
      user_comment: one.user_comment,
    }));
    return { occurrences, is_complete: true };
  }

  #spectrum(filename: string): Response {
    if (!filename.startsWith("spec-")) return problem(404, `The archive has no spectrum ${filename}.`);
    const index = indexOf(filename);
    const wave = this.#wave.length > 200 ? this.#wave : grid(3700, 9100, 3909);
    const flux: (number | null)[] = observedFlux(index, wave);
    for (let i = 1500; i < 1520; i += 1) flux[i] = null;
    const spectrum: Schemas["Spectrum"] = {
      filename,
      targetname: `J05${String(index).padStart(4, "0")}+22`,
      observed_at: "2012-10-05T18:11:09",
      type: "STAR",
      subtype: "B6",
      ra: 83.63 + index / 1000,
      dec: 22.01,
      z: -0.0002,
      z_err: 0.00004,
      magtype: "ugriz",
      mag_1: 15.1,
      mag_2: 14.2,
      mag_3: 14,
      mag_4: 13.9,
      mag_5: 13.9,
      sn_u: 4,
      sn_g: 21,
      sn_r: 38,
      sn_i: 41,
      sn_z: 30,
      wave,
      flux,
      ivar: flux.map((value) => (value === null ? null : 1 / (0.05 * value) ** 2)),
    };
    return json(spectrum);
  }

  #listFiles(path: string): Response {
    const files = this.files.get(path);
    if (files === undefined) return problem(404, `There is no directory ${path}.`);
    const directories = namesIn(path, this.files.keys()).map((dirname) => ({ dirname }));
    const entries = [...files].map(([filename, text]) => ({
      filename,
      size: filename.endsWith(".h5") ? 3464000 : text.length,
      modified_at: new Date(EXPERIMENT_START).toISOString(),
    }));
    return json({
      parent_dir_path: path,
      total: entries.length + directories.length,
      file_count: entries.length,
      directory_count: directories.length,
      files: entries,
      directories,
    });
  }

  #download(path: string, filename: string): Response {
    const text = this.files.get(path)?.get(filename);
    return text === undefined ? problem(404, `There is no file ${filename} in ${path}.`) : new Response(text);
  }

  #upload(path: string, filename: string, text: string): Response {
    const files = this.files.get(path);
    if (files === undefined) return problem(422, "parent_dir_path: is the path of no directory.");
    files.set(filename, text);
    return json({}, 201);
  }

  #deleteFile(path: string, filename: string): Response {
    this.files.get(path)?.delete(filename);
    return new Response(null, { status: 204 });
  }

  #makeDirectory(path: string, dirname: string): Response {
    const full = path === "/" ? `/${dirname}` : `${path}/${dirname}`;
    if (this.files.has(full)) return problem(409, `There is a ${dirname} already.`);
    this.files.set(full, new Map());
    return json({}, 201);
  }

  #fillArchive(): void {
    for (const path of ["/", "/20111024", "/20111024/F5902", "/dr2"]) this.archive.set(path, []);
    for (let index = 0; index < 3000; index += 1) {
      const name = nameOf(index);
      const path = `/dr2/${/B\d+/.exec(name)?.[0]}`;
      if (!this.archive.has(path)) this.archive.set(path, []);
      this.archive.get(path)?.push(name);
    }
  }

  #fill(oracle: number, candidates: number): void {
    const prepared = this.addJob({
      ...finished(60),
      type: "DATA_PREPROCESSING",
      label: "LAMOST DR2 around Hα",
      description: "All B stars of the second data release",
      config: {
        data_dir_path: "dr2/B6001",
        wave_start_point: 6519,
        wave_end_point: 6732,
        wave_point_count: 140,
      },
      metrics: { spectra: 3000, skipped: 3, spectra_per_second: 18240 },
    });
    this.files
      .get(prepared.dir_path)
      ?.set("result.h5", "")
      .set("report.json", JSON.stringify(REPORT))
      .set("log.txt", LOG);
    let parent: string | undefined;
    for (let iteration = 0; iteration < 4; iteration += 1) {
      parent = this.#addIteration(
        iteration,
        parent,
        iteration === 3 ? oracle : 100,
        iteration === 3 ? candidates : 0,
      ).job_id;
    }
    this.addJob({
      type: "DATA_PREPROCESSING",
      label: "A label that is as long as a label may ever be ok",
      phase: "ERROR",
      started_at: new Date(EXPERIMENT_START).toISOString(),
      ended_at: new Date(EXPERIMENT_START + 400).toISOString(),
      execution_duration: 0.4,
      attempt: 1,
      worker: "worker-1",
      error: { code: "usage", message: "The directory dr2/B60O1 does not exist in the archive." },
      config: prepared.config,
    });
    this.addJob({ type: "DATA_PREPROCESSING", label: "Whole range", config: prepared.config });
    this.addJob({
      type: "DATA_PREPROCESSING",
      label: "DR10 A, F, G",
      phase: "PROCESSING",
      started_at: new Date(Date.now() - 95000).toISOString(),
      attempt: 1,
      worker: "worker-1",
      progress: { done: 1200, total: 3000, unit: "spectra", message: "resampling" },
      config: prepared.config,
    });
  }

  #addIteration(iteration: number, parent: string | undefined, oracle: number, candidates: number): Job {
    const job = this.addJob({
      ...finished(40 + iteration),
      type: "ACTIVE_ML",
      label: "Be stars DR2",
      iteration,
      parent_job_id: parent,
      config: {
        iteration,
        classes: CLASSES,
        candidate_classes: CLASSES.slice(1),
        pool_data_path: "JOBS/prep/result.h5",
      },
      metrics: metricsOf(iteration),
    });
    const files = this.files.get(job.dir_path);
    files?.set("log.txt", LOG).set("result.h5", "");
    if (iteration > 0) {
      files?.set(
        "training_history.json",
        JSON.stringify({ loss: Array.from({ length: 60 }, (_, i) => 1.1 * Math.exp(-i / 12) + 0.05) }),
      );
      files?.set("dim_reduc.json", JSON.stringify(trainingMap(110 * iteration)));
    }
    const sets = [
      ["ORACLE", oracle],
      ["PERFORMANCE_ESTIMATION", iteration === 0 ? 0 : 10],
      ["CANDIDATE", candidates],
    ] as const;
    let index = iteration * 500;
    for (const [spectrum_set, count] of sets) {
      for (let i = 0; i < count; i += 1, index += 1) {
        const predicted = spectrum_set === "ORACLE" ? classOf(index) : 1 + (index % 2);
        const given = {
          job_id: job.job_id,
          spectrum_filename: nameOf(index),
          spectrum_set,
          sequence_iteration: iteration,
          // Not every header states a magnitude.
          magnitude: index % 9 === 4 ? undefined : 12 + ((index * 37) % 700) / 100,
          user_label: iteration < 3 ? CLASSES[classOf(index)] : undefined,
        };
        if (iteration === 0) {
          this.addLabelling({ ...given, model_prediction: "-" });
          continue;
        }
        const { label, probabilities, entropy } = predictionOf(index, CLASSES[predicted]);
        this.addLabelling({
          ...given,
          model_prediction: label,
          model_probability: probabilities[label],
          model_entropy: entropy,
        });
      }
    }
    return job;
  }
}

type Patch = { user_label?: string | null; user_comment?: string | null };

interface Given {
  part: string;
  rest: string;
  query: URLSearchParams;
  body: unknown;
}

/** JSON, or the text of an uploaded file. */
async function readBody(request: Request): Promise<unknown> {
  if (request.headers.get("content-type")?.startsWith("multipart/form-data")) {
    const file = (await request.formData()).get("file");
    return typeof file === "string" ? file : await file?.text();
  }
  const text = await request.text();
  return text === "" ? undefined : JSON.parse(text);
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}

function problem(status: number, detail: string, errors?: Schemas["FieldError"][]): Response {
  const body = { type: "about:blank", title: "Refused", status, detail, errors };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/problem+json" },
  });
}

/** The directories directly inside one, of all that there are. */
function namesIn(path: string, all: Iterable<string>): string[] {
  const prefix = path === "/" ? "/" : `${path}/`;
  return [...all]
    .filter((other) => other.startsWith(prefix))
    .map((other) => other.slice(prefix.length))
    .filter((name) => name !== "" && !name.includes("/"));
}

function id(number: number): string {
  return `0199c0de-0000-7000-8000-${String(number).padStart(12, "0")}`;
}

function finished(seconds: number): Partial<Job> {
  return {
    phase: "COMPLETED",
    queued_at: new Date(EXPERIMENT_START + 1000).toISOString(),
    started_at: new Date(EXPERIMENT_START + 2000).toISOString(),
    ended_at: new Date(EXPERIMENT_START + 2000 + seconds * 1000).toISOString(),
    execution_duration: seconds,
    attempt: 1,
    worker: "worker-1",
  };
}

function logOf(job: Job): Response {
  if (job.phase === "PENDING") return problem(404, "The job has written no log yet.");
  return new Response(LOG, { headers: { "content-type": "text/plain" } });
}
