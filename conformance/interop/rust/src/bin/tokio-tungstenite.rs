//! Rust's tokio-tungstenite.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tidewire_interop::*;
use tokio::net::TcpStream;
use tokio::time::{timeout, Instant};
use tokio_tungstenite::tungstenite::error::{Error, ProtocolError, SubProtocolError};
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{client::IntoClientRequest, handshake::client::Response, Message};
use tokio_tungstenite::{connect_async, MaybeTlsStream, WebSocketStream};

type Connection = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn dial(path: &str, headers: &[(&'static str, &str)]) -> Result<(Connection, Response), Error> {
    let mut request = format!("ws://{}{path}", server()).into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
    }
    connect_async(request).await
}

async fn to(path: &str) -> Connection {
    dial(path, &[]).await.unwrap().0
}

async fn next(connection: &mut Connection) -> Message {
    connection.next().await.expect("a message").unwrap()
}

async fn echoes(connection: &mut Connection, message: Message) {
    connection.send(message.clone()).await.unwrap();
    assert!(next(connection).await == message, "not the same came back");
}

async fn fragments() {
    let mut connection = to("/echo").await;
    let frame = |data: &'static str, kind, last| Message::Frame(Frame::message(data, OpCode::Data(kind), last));
    connection.send(frame("one ", Data::Text, false)).await.unwrap();
    connection.send(frame("", Data::Continue, false)).await.unwrap();
    connection.send(Message::Ping("between".into())).await.unwrap();
    connection.send(frame("two ", Data::Continue, false)).await.unwrap();
    connection.send(frame("three", Data::Continue, true)).await.unwrap();
    assert_eq!(next(&mut connection).await, Message::Pong("between".into()));
    assert_eq!(next(&mut connection).await, Message::text("one two three"));
}

async fn ping() {
    let mut connection = to("/echo").await;
    for payload in ["are you there?", ""] {
        connection.send(Message::Ping(payload.into())).await.unwrap();
        assert_eq!(next(&mut connection).await, Message::Pong(payload.into()));
    }
}

async fn heartbeat() {
    let mut connection = to("/my-websocket-endpoint").await;
    assert_eq!(next(&mut connection).await, Message::text(WELCOME));
    // It answers pings only while it is asked for messages
    let asked = Instant::now();
    while asked.elapsed() < Duration::from_secs(3) {
        if let Ok(message) = timeout(Duration::from_millis(500), next(&mut connection)).await {
            assert!(message.is_ping(), "{message:?}");
        }
    }
    connection.send(Message::text("still here")).await.unwrap();
    let mut answer = next(&mut connection).await;
    while answer.is_ping() {
        answer = next(&mut connection).await;
    }
    assert_eq!(answer, Message::text(format!("{RECEIVED}still here")));
}

async fn close() {
    for (code, reason) in CLOSES {
        let mut connection = to("/echo").await;
        let frame = CloseFrame { code: code.into(), reason: reason.into() };
        connection.close(Some(frame.clone())).await.unwrap();
        assert_eq!(next(&mut connection).await, Message::Close(Some(frame)));
        assert!(connection.next().await.is_none(), "something after the close frame");
    }
}

async fn subprotocol() {
    // An answer that selects none of the offered subprotocols is an error to it
    match dial("/echo", &[("Sec-WebSocket-Protocol", "chat.v1")]).await {
        Err(Error::Protocol(ProtocolError::SecWebSocketSubProtocolError(SubProtocolError::NoSubProtocol))) => {}
        other => panic!("{:?}", other.map(|(_, response)| response)),
    }
    let (_, response) = dial("/broadcast", &[("Sec-WebSocket-Protocol", "other, chat.v1, chat.v2")]).await.unwrap();
    assert_eq!(response.headers()["Sec-WebSocket-Protocol"], "chat.v2");
}

async fn refuses(path: &str, status: u16, headers: &[(&'static str, &str)]) {
    match dial(path, headers).await {
        Err(Error::Http(response)) => assert_eq!(response.status(), status),
        other => panic!("{:?}", other.map(|(_, response)| response)),
    }
}

async fn refused_origin() {
    refuses("/broadcast", 403, &[("Origin", "https://evil.example")]).await;
    let (mut own, _) = dial("/broadcast", &[("Origin", OWN_ORIGIN)]).await.unwrap();
    echoes(&mut own, Message::text("mine")).await;
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    case("text", async { echoes(&mut to("/echo").await, Message::text(TEXT)).await }).await;
    case("binary", async { echoes(&mut to("/echo").await, Message::binary(binary())).await }).await;
    case("large", async {
        echoes(&mut to("/echo").await, Message::text(large_text())).await;
        echoes(&mut to("/echo").await, Message::binary(large_binary())).await;
    })
    .await;
    case("fragments", fragments()).await;
    lacks("compression");
    case("ping", ping()).await;
    case("heartbeat", heartbeat()).await;
    case("close", close()).await;
    case("subprotocol", subprotocol()).await;
    case("refused-path", refuses("/nowhere", 404, &[])).await;
    case("refused-origin", refused_origin()).await;
}
