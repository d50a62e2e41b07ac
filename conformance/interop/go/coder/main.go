// Go's coder/websocket.
package main

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/coder/websocket"
	. "tidewire/interop/common"
)

var ctx = context.Background()

func dial(path string, options *websocket.DialOptions) *websocket.Conn {
	connection, _, err := websocket.Dial(ctx, "ws://"+Server+path, options)
	Must(err)
	connection.SetReadLimit(-1)
	return connection
}

func read(connection *websocket.Conn, expected websocket.MessageType) []byte {
	kind, message, err := connection.Read(ctx)
	Must(err)
	Equal(kind, expected)
	return message
}

func echoes(connection *websocket.Conn, kind websocket.MessageType, message []byte) {
	Must(connection.Write(ctx, kind, message))
	EqualBytes(read(connection, kind), message)
}

func echoesOnce(kind websocket.MessageType, message []byte) {
	connection := dial("/echo", nil)
	defer connection.CloseNow()
	echoes(connection, kind, message)
	Must(connection.Close(websocket.StatusNormalClosure, ""))
}

func fragments() {
	connection := dial("/echo", nil)
	defer connection.CloseNow()
	writer, err := connection.Writer(ctx, websocket.MessageText)
	Must(err)
	for _, fragment := range []string{"one ", "", "two ", "three"} { // each in a frame of its own
		_, err = writer.Write([]byte(fragment))
		Must(err)
	}
	Must(writer.Close())
	Equal(string(read(connection, websocket.MessageText)), "one two three")
}

func compression() {
	for _, mode := range []websocket.CompressionMode{
		websocket.CompressionNoContextTakeover, websocket.CompressionContextTakeover,
	} {
		var counting *CountingConn
		transport := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			plain, err := (&net.Dialer{}).DialContext(ctx, network, address)
			counting = &CountingConn{Conn: plain}
			return counting, err
		}}
		connection, response, err := websocket.Dial(ctx, "ws://"+Server+"/echo", &websocket.DialOptions{
			CompressionMode: mode, HTTPClient: &http.Client{Transport: transport}})
		Must(err)
		defer connection.CloseNow()
		connection.SetReadLimit(-1)
		Check(response.Header.Get("Sec-WebSocket-Extensions") != "", "not negotiated")
		for range 3 {
			echoes(connection, websocket.MessageText, []byte(Compressible))
		}
		counting.CheckCompressed()
	}
}

func ping() {
	pongs := make(chan string, 1)
	connection := dial("/echo", &websocket.DialOptions{
		OnPongReceived: func(_ context.Context, payload []byte) { pongs <- string(payload) }})
	defer connection.CloseNow()
	connection.CloseRead(ctx)
	Must(connection.Ping(ctx)) // returns when the pong with its payload is there
	Check(<-pongs != "", "a pong without the ping's payload")
}

func heartbeat() {
	connection := dial("/my-websocket-endpoint", nil)
	defer connection.CloseNow()
	Equal(string(read(connection, websocket.MessageText)), Welcome)
	// It answers pings only while it reads
	go func() {
		time.Sleep(3 * time.Second)
		connection.Write(ctx, websocket.MessageText, []byte("still here"))
	}()
	Equal(string(read(connection, websocket.MessageText)), Received+"still here")
}

func closes() {
	for _, expected := range Closes {
		connection := dial("/echo", nil)
		defer connection.CloseNow()
		// nil only if the answer carries the same status; its reason is not shown
		Must(connection.Close(websocket.StatusCode(expected.Code), expected.Reason))
	}
}

func subprotocol() {
	connection := dial("/echo", &websocket.DialOptions{Subprotocols: []string{"chat.v1"}})
	defer connection.CloseNow()
	Equal(connection.Subprotocol(), "")
	connection = dial("/broadcast", &websocket.DialOptions{Subprotocols: []string{"other", "chat.v1", "chat.v2"}})
	defer connection.CloseNow()
	Equal(connection.Subprotocol(), "chat.v2")
}

func refuses(path string, status int, header http.Header) {
	connection, response, err := websocket.Dial(ctx, "ws://"+Server+path, &websocket.DialOptions{HTTPHeader: header})
	if err == nil {
		connection.CloseNow()
	}
	Check(err != nil && response != nil, "%s: %v", path, err)
	Equal(response.StatusCode, status)
}

func refusedOrigin() {
	refuses("/broadcast", 403, http.Header{"Origin": {"https://evil.example"}})
	connection := dial("/broadcast", &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {OwnOrigin}}})
	defer connection.CloseNow()
	echoes(connection, websocket.MessageText, []byte("mine"))
}

func main() {
	Run(
		Case{"text", func() { echoesOnce(websocket.MessageText, []byte(Text)) }},
		Case{"binary", func() { echoesOnce(websocket.MessageBinary, Binary) }},
		Case{"large", func() {
			echoesOnce(websocket.MessageText, []byte(LargeText))
			echoesOnce(websocket.MessageBinary, LargeBinary)
		}},
		Case{"fragments", fragments},
		Case{"compression", compression},
		Case{"ping", ping},
		Case{"heartbeat", heartbeat},
		Case{"close", closes},
		Case{"subprotocol", subprotocol},
		Case{"refused-path", func() { refuses("/nowhere", 404, nil) }},
		Case{"refused-origin", refusedOrigin},
	)
}
