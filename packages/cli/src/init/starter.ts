import type { Drafts } from "./drafts.ts"
import { policyFolder } from "./drafts.ts"

/** A policy to begin with, with its tests: small, and of everything that a policy usually has one. */
export function starterDrafts(): Drafts {
  return {
    files: new Map([
      [`${policyFolder}/app.edict`, policy],
      [`${policyFolder}/app.test.yaml`, tests],
    ]),
    asksHost: true,
    loads: ["note"],
  }
}

const policy = `# Nothing is allowed until a line here allows it.
package app

role member
role admin includes member
## whoever wrote the note
role author of note: Note when note.authorId == subject.id

type Note {
  id: string
  authorId: string
  text: string
}

## what the application says of a caller
subject { id: string }

limit 600/min per context.ip

api /healthz {
  GET / {
    allow anyone
    audit none
  }
}

api /notes {
  limit 100/min per subject.id

  GET / {
    allow member
    response { each [*] as note: Note { only to author, admin } }
  }

  api /{id} {
    load note: Note by path.id
    GET / { allow author, admin }
    DELETE / { allow author, admin }
  }

  response { show id, authorId, text }
}
`

const tests = `policy: .
now: 2026-01-01T00:00:00Z

actors:
  ann: { id: u1, roles: [member] }
  bob: { id: u2, roles: [member] }
  ada: { id: a1, roles: [admin] }

data:
  note:
    n1: { id: n1, authorId: u1, text: hello }

# Who may do what: \`else\` stands for everybody who is not named, those without credentials too.
matrix:
  GET /healthz: { else: allow }
  GET /notes: { ann: allow, bob: allow, ada: allow, else: 401 }
  GET /notes/n1: { ann: allow, ada: allow, bob: 403, else: 401 }
  DELETE /notes/n1: { ann: allow, ada: allow, bob: 403, else: 401 }

tests:
  - name: a member sees the notes of their own
    as: bob
    request: GET /notes
    reply: [{ id: n1, authorId: u1, text: hello }, { id: n2, authorId: u2, text: mine }]
    expect: { status: 200, body: [{ id: n2, authorId: u2, text: mine }] }
`
