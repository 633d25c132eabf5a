/** A text socket with only what the feed uses; after `close` its handlers are never called. */
export interface Socket {
  send(text: string): void
  close(): void
}

export interface SocketHandlers {
  opened(): void
  received(text: string): void
  closed(code: number): void
}

export function openSocket(url: string, handlers: SocketHandlers): Socket {
  const socket = new WebSocket(url)
  socket.onopen = () => handlers.opened()
  socket.onmessage = (event: MessageEvent<string>) => handlers.received(event.data)
  socket.onclose = (event) => handlers.closed(event.code)
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close: () => {
      socket.onopen = socket.onmessage = socket.onclose = null
      socket.close()
    },
  }
}
