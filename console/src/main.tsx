// SPDX-License-Identifier: Apache-2.0
// Where it begins.
import { createRoot } from "react-dom/client";
import { App } from "./frame/app";
import "./style.css";

createRoot(document.getElementById("console")!).render(<App />);
