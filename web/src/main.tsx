import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router";
import { startLabelOutbox } from "./api/labelOutbox.ts";
import { queryClient } from "./api/queryClient.ts";
import { router } from "./routes/router.tsx";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/components.css";
import "./styles/plot.css";
import "./styles/account.css";

startLabelOutbox();

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element #root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
