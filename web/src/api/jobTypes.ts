import type { RJSFSchema } from "@rjsf/utils";
import { api, take } from "./client.ts";

/** A kind of job that the workers offer, with the schema that its form is made from. */
export interface JobType {
  type: string;
  title: string;
  description: string;
  schema: RJSFSchema;
  example: Record<string, unknown>;
}

export async function listJobTypes(signal?: AbortSignal): Promise<JobType[]> {
  const types = await take(api.GET("/api/job-types/", { signal }));
  return types.map((wire) => ({
    type: wire.type,
    title: wire.title,
    description: wire.description,
    schema: wire.config_schema as RJSFSchema,
    example: (wire.config_example ?? {}) as Record<string, unknown>,
  }));
}
