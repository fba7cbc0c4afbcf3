import type { Theme } from "vitepress"
import DefaultTheme from "vitepress/theme"
import { h } from "vue"
import shop from "../../shop.md"
import "./style.css"

/** The default theme, with a policy where others have a picture. */
const theme: Theme = {
  extends: DefaultTheme,
  Layout: () =>
    h(DefaultTheme.Layout, null, { "home-hero-image": () => h("div", { class: "vp-doc" }, h(shop)) }),
}

// VitePress takes the theme as the default export of this file.
export default theme
