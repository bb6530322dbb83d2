import { FileBrowser } from "../components/files/FileBrowser.tsx";
import { Page } from "../components/Page.tsx";

/** The files area: configs, results, anything that jobs read or write. */
export function FilesPage() {
  return (
    <Page crumbs={[{ name: "Files" }]}>
      <h1>Files</h1>
      <FileBrowser path="/" root="/" />
    </Page>
  );
}
