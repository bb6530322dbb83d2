import { queryOptions } from "@tanstack/react-query";
import { listTemplates } from "../../api/templates.ts";

export const templatesQuery = (type: string) =>
  queryOptions({
    queryKey: ["templates", type],
    queryFn: ({ signal }) => listTemplates(type, signal),
  });
