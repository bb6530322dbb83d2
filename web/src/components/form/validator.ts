import { customizeValidator } from "@rjsf/validator-ajv8";
import Ajv2020 from "ajv/dist/2020.js";

/** Checks configs as the API does: JSON Schema 2020-12. */
export const validator = customizeValidator({
  AjvClass: Ajv2020,
  // Schemas made from Rust types carry formats such as "uint32" and "double".
  customFormats: {
    "file-path": /.*/,
    uint: /.*/,
    uint8: /.*/,
    uint32: /.*/,
    uint64: /.*/,
    int32: /.*/,
    float: /.*/,
    double: /.*/,
  },
});
