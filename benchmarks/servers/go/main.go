// Go's gws.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"sync"

	"github.com/lxzan/gws"
)

const maxMessageSize = 1 << 20

type echo struct{ gws.BuiltinEventHandler }

func (echo) OnMessage(socket *gws.Conn, message *gws.Message) {
	defer message.Close()
	_ = socket.WriteMessage(message.Opcode, message.Bytes())
}

// room sends to its members what they and others say.
type room struct {
	gws.BuiltinEventHandler
	members sync.Map
}

func (r *room) OnOpen(socket *gws.Conn)             { r.members.Store(socket, nil) }
func (r *room) OnClose(socket *gws.Conn, err error) { r.members.Delete(socket) }

func (r *room) OnMessage(_ *gws.Conn, message *gws.Message) { r.send(message) }

func (r *room) send(message *gws.Message) {
	defer message.Close()
	broadcaster := gws.NewBroadcaster(message.Opcode, message.Bytes())
	defer broadcaster.Close()
	r.members.Range(func(socket, _ any) bool {
		_ = broadcaster.Broadcast(socket.(*gws.Conn))
		return true
	})
}

// fanIn sends to a room without being in it.
type fanIn struct {
	gws.BuiltinEventHandler
	room *room
}

func (f fanIn) OnMessage(_ *gws.Conn, message *gws.Message) { f.room.send(message) }

func endpoint(handler gws.Event) http.HandlerFunc {
	upgrader := gws.NewUpgrader(handler, &gws.ServerOption{
		ReadMaxPayloadSize:  maxMessageSize,
		WriteMaxPayloadSize: maxMessageSize,
		PermessageDeflate:   gws.PermessageDeflate{Enabled: os.Getenv("COMPRESSION") == "true"},
	})
	return func(writer http.ResponseWriter, request *http.Request) {
		socket, err := upgrader.Upgrade(writer, request)
		if err != nil {
			return
		}
		go socket.ReadLoop()
	}
}

func main() {
	collectors := &room{}
	http.Handle("/echo", endpoint(echo{}))
	http.Handle("/broadcast", endpoint(&room{}))
	http.Handle("/fan-in", endpoint(fanIn{room: collectors}))
	http.Handle("/collect", endpoint(collectors))

	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", os.Getenv("PORT")))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("READY")
	if certificate := os.Getenv("TLS_CERT"); certificate != "" {
		err = http.ServeTLS(listener, nil, certificate, os.Getenv("TLS_KEY"))
	} else {
		err = http.Serve(listener, nil)
	}
	log.Fatal(err)
}
