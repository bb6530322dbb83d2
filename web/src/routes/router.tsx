import { createBrowserRouter, Navigate, useRouteError } from "react-router";
import { Frame } from "../components/Frame.tsx";
import { EmptyState, ErrorNotice } from "../components/Notice.tsx";
import { Page } from "../components/Page.tsx";
import { CampaignsPage } from "./CampaignsPage.tsx";
import { ExperimentsPage } from "./ExperimentsPage.tsx";
import { JobsPage } from "./JobsPage.tsx";

/** The pages. Those that carry much are fetched when they are opened. */
export const router = createBrowserRouter([
  {
    path: "/welcome",
    HydrateFallback: () => null,
    lazy: async () => ({ Component: (await import("./WelcomePage.tsx")).WelcomePage }),
  },
  {
    path: "/sign-in-refused",
    HydrateFallback: () => null,
    lazy: async () => ({ Component: (await import("./SignInRefusedPage.tsx")).SignInRefusedPage }),
  },
  {
    path: "/confirm-address",
    HydrateFallback: () => null,
    lazy: async () => ({ Component: (await import("./ConfirmAddressPage.tsx")).ConfirmAddressPage }),
  },
  {
    path: "/shared",
    HydrateFallback: () => null,
    lazy: async () => ({ Component: (await import("./SharedPage.tsx")).SharedPage }),
  },
  {
    path: "/",
    Component: Frame,
    HydrateFallback: () => null,
    children: [
      {
        ErrorBoundary: RouteError,
        children: [
          { index: true, element: <Navigate to="/experiments" replace /> },
          { path: "experiments", Component: ExperimentsPage },
          {
            path: "experiments/:jobId",
            lazy: async () => ({ Component: (await import("./ExperimentPage.tsx")).ExperimentPage }),
          },
          {
            path: "experiments/:jobId/disagreements",
            lazy: async () => ({
              Component: (await import("./DisagreementsPage.tsx")).ExperimentDisagreementsPage,
            }),
          },
          { path: "campaigns", Component: CampaignsPage },
          {
            path: "campaigns/new",
            lazy: async () => ({ Component: (await import("./NewCampaignPage.tsx")).NewCampaignPage }),
          },
          {
            path: "campaigns/:campaignId",
            lazy: async () => ({ Component: (await import("./CampaignPage.tsx")).CampaignPage }),
          },
          {
            path: "campaigns/:campaignId/choose",
            lazy: async () => ({ Component: (await import("./ChoosePage.tsx")).ChoosePage }),
          },
          {
            path: "campaigns/:campaignId/disagreements",
            lazy: async () => ({
              Component: (await import("./DisagreementsPage.tsx")).CampaignDisagreementsPage,
            }),
          },
          { path: "jobs", Component: JobsPage },
          {
            path: "jobs/new",
            lazy: async () => ({ Component: (await import("./CreateJobPage.tsx")).CreateJobPage }),
          },
          {
            path: "jobs/:jobId/label",
            lazy: async () => ({ Component: (await import("./LabellingPage.tsx")).LabellingPage }),
          },
          {
            path: "jobs/:jobId/:tab?",
            lazy: async () => ({ Component: (await import("./JobPage.tsx")).JobPage }),
          },
          {
            path: "spectra",
            lazy: async () => ({ Component: (await import("./SpectraPage.tsx")).SpectraPage }),
          },
          {
            path: "spectra/:filename",
            lazy: async () => ({ Component: (await import("./SpectrumPage.tsx")).SpectrumPage }),
          },
          { path: "files", lazy: async () => ({ Component: (await import("./FilesPage.tsx")).FilesPage }) },
          {
            path: "spaces",
            lazy: async () => ({ Component: (await import("./SpacesPage.tsx")).SpacesPage }),
          },
          {
            path: "spaces/:spaceId",
            lazy: async () => ({ Component: (await import("./SpacePage.tsx")).SpacePage }),
          },
          {
            path: "account",
            lazy: async () => ({ Component: (await import("./AccountPage.tsx")).AccountPage }),
          },
          {
            path: "people/:tab?",
            lazy: async () => ({ Component: (await import("./PeoplePage.tsx")).PeoplePage }),
          },
          { path: "*", Component: NotFound },
        ],
      },
    ],
  },
]);

function NotFound() {
  return (
    <Page crumbs={[{ name: "Not found" }]}>
      <h1 className="visually-hidden">Not found</h1>
      <EmptyState title="There is no such page">
        <a className="button" href="/">
          To the start
        </a>
      </EmptyState>
    </Page>
  );
}

function RouteError() {
  const error = useRouteError();
  return (
    <Page crumbs={[{ name: "Something went wrong" }]}>
      <ErrorNotice error={error} onRetry={() => location.reload()} />
    </Page>
  );
}
