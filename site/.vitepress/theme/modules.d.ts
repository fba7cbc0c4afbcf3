declare module "*.md" {
  import type { Component } from "vue"

  const page: Component
  export default page
}

declare module "*.css" {}
