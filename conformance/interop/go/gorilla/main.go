// Go's gorilla/websocket.
package main

import (
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
	. "tidewire/interop/common"
)

func dial(dialer *websocket.Dialer, path string, header http.Header) *websocket.Conn {
	connection, _, err := dialer.Dial("ws://"+Server+path, header)
	Must(err)
	return connection
}

func read(connection *websocket.Conn, expected int) []byte {
	kind, message, err := connection.ReadMessage()
	Must(err)
	Equal(kind, expected)
	return message
}

func echoes(connection *websocket.Conn, kind int, message []byte) {
	Must(connection.WriteMessage(kind, message))
	EqualBytes(read(connection, kind), message)
}

func echoesOnce(kind int, message []byte) {
	connection := dial(&websocket.Dialer{}, "/echo", nil)
	defer connection.Close()
	echoes(connection, kind, message)
}

func fragments() {
	// A message goes out in frames of the buffer's size
	connection := dial(&websocket.Dialer{WriteBufferSize: 16}, "/echo", nil)
	defer connection.Close()
	writer, err := connection.NextWriter(websocket.TextMessage)
	Must(err)
	for range 1000 {
		_, err = writer.Write([]byte("one two three, "))
		Must(err)
	}
	Must(connection.WriteControl(websocket.PingMessage, []byte("between"), time.Now().Add(time.Second)))
	Must(writer.Close())
	Equal(len(read(connection, websocket.TextMessage)), 1000*len("one two three, "))
}

func compression() {
	var counting *CountingConn
	dialer := websocket.Dialer{EnableCompression: true, NetDial: func(network, address string) (net.Conn, error) {
		plain, err := net.Dial(network, address)
		counting = &CountingConn{Conn: plain}
		return counting, err
	}}
	connection, response, err := dialer.Dial("ws://"+Server+"/echo", nil)
	Must(err)
	defer connection.Close()
	Check(response.Header.Get("Sec-WebSocket-Extensions") != "", "not negotiated")
	for range 3 {
		echoes(connection, websocket.TextMessage, []byte(Compressible))
	}
	counting.CheckCompressed()
}

func ping() {
	connection := dial(&websocket.Dialer{}, "/echo", nil)
	defer connection.Close()
	var pongs []string
	connection.SetPongHandler(func(payload string) error {
		pongs = append(pongs, payload)
		return nil
	})
	soon := time.Now().Add(10 * time.Second)
	Must(connection.WriteControl(websocket.PingMessage, []byte("are you there?"), soon))
	Must(connection.WriteControl(websocket.PingMessage, nil, soon))
	echoes(connection, websocket.TextMessage, []byte("after the pongs"))
	Equal(len(pongs), 2)
	Equal(pongs[0]+"|"+pongs[1], "are you there?|")
}

func heartbeat() {
	connection := dial(&websocket.Dialer{}, "/my-websocket-endpoint", nil)
	defer connection.Close()
	Equal(string(read(connection, websocket.TextMessage)), Welcome)
	// It answers pings only while it reads
	go func() {
		time.Sleep(3 * time.Second)
		connection.WriteMessage(websocket.TextMessage, []byte("still here"))
	}()
	Equal(string(read(connection, websocket.TextMessage)), Received+"still here")
}

func closes() {
	for _, expected := range Closes {
		connection := dial(&websocket.Dialer{}, "/echo", nil)
		defer connection.Close()
		Must(connection.WriteMessage(
			websocket.CloseMessage, websocket.FormatCloseMessage(expected.Code, expected.Reason)))
		_, _, err := connection.ReadMessage()
		var received *websocket.CloseError
		Check(errors.As(err, &received), "%v", err)
		Equal(received.Code, expected.Code)
		Equal(received.Text, expected.Reason)
	}
}

func subprotocol() {
	connection := dial(&websocket.Dialer{Subprotocols: []string{"chat.v1"}}, "/echo", nil)
	defer connection.Close()
	Equal(connection.Subprotocol(), "")
	connection = dial(&websocket.Dialer{Subprotocols: []string{"other", "chat.v1", "chat.v2"}}, "/broadcast", nil)
	defer connection.Close()
	Equal(connection.Subprotocol(), "chat.v2")
}

func refuses(path string, status int, header http.Header) {
	connection, response, err := websocket.DefaultDialer.Dial("ws://"+Server+path, header)
	if err == nil {
		connection.Close()
	}
	Check(errors.Is(err, websocket.ErrBadHandshake), "%s: %v", path, err)
	Equal(response.StatusCode, status)
}

func refusedOrigin() {
	refuses("/broadcast", 403, http.Header{"Origin": {"https://evil.example"}})
	connection := dial(&websocket.Dialer{}, "/broadcast", http.Header{"Origin": {OwnOrigin}})
	defer connection.Close()
	echoes(connection, websocket.TextMessage, []byte("mine"))
}

func main() {
	Run(
		Case{"text", func() { echoesOnce(websocket.TextMessage, []byte(Text)) }},
		Case{"binary", func() { echoesOnce(websocket.BinaryMessage, Binary) }},
		Case{"large", func() {
			echoesOnce(websocket.TextMessage, []byte(LargeText))
			echoesOnce(websocket.BinaryMessage, LargeBinary)
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
