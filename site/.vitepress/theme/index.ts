import DefaultTheme from "vitepress/theme"
import "./style.css"

// VitePress takes the theme as the default export of this file.
export default DefaultTheme
