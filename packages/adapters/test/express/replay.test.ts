import { once } from "node:events"
import { createServer, request, type IncomingMessage, type RequestListener } from "node:http"
import * as http2 from "node:http2"
import type { AddressInfo, Server } from "node:net"
import { buffer, text } from "node:stream/consumers"
import { expect, onTestFinished, test } from "vitest"
import { replay } from "../../src/replay.ts"

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

const twice: RequestListener = async (message, response) => {
  const bytes = await buffer(message)
  // The first reading is over when its `close` has come, where the protocol has one.
  if (message.destroyed && !message.closed) await once(message, "close")
  replay(message, bytes)
  response.end(`${bytes.length} ${await text(message)}`)
}

test("a body is read a second time over HTTP/1.1", async () => {
  const port = await listen(createServer(twice))
  const sent = request({ port, host: "127.0.0.1", method: "POST" }).end("hello")
  const [answer] = (await once(sent, "response")) as [IncomingMessage]
  expect(await text(answer)).toBe("5 hello")
})

test("a body is read a second time over HTTP/2", async () => {
  const server = http2.createServer((message, response) =>
    twice(message as unknown as IncomingMessage, response as never),
  )
  const client = http2.connect(`http://127.0.0.1:${await listen(server)}`)
  const sent = client.request({ ":path": "/", ":method": "POST" })
  sent.end("hello")
  expect(await text(sent)).toBe("5 hello")
  client.close()
})

test("a body that was not read to its end is not put back", async () => {
  const failed: unknown[] = []
  const port = await listen(
    createServer((message, response) => {
      try {
        replay(message, Buffer.from("other"))
      } catch (error) {
        failed.push(error)
      }
      response.end()
    }),
  )
  const sent = request({ port, host: "127.0.0.1", method: "POST" }).end("hello")
  const [answer] = (await once(sent, "response")) as [IncomingMessage]
  answer.resume()
  expect(failed.map(String)).toEqual(["Error: the body was not read to its end"])
})
