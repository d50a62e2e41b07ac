//! Rust's fastwebsockets.

use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use fastwebsockets::{handshake, FragmentCollector, Frame, OpCode, Payload, WebSocketError};
use http_body_util::Empty;
use hyper::body::Incoming;
use hyper::upgrade::Upgraded;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tidewire_interop::*;
use tokio::net::TcpStream;
use tokio::time::{timeout, Instant};

type Connection = FragmentCollector<TokioIo<Upgraded>>;

struct Spawning;

impl<F> hyper::rt::Executor<F> for Spawning
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn execute(&self, future: F) {
        tokio::spawn(future);
    }
}

async fn dial(path: &str, headers: &[(&str, &str)]) -> Result<(Connection, Response<Incoming>), WebSocketError> {
    let mut request = Request::get(format!("http://{}{path}", server()))
        .header("Host", server())
        .header("Upgrade", "websocket")
        .header("Connection", "upgrade")
        .header("Sec-WebSocket-Key", handshake::generate_key())
        .header("Sec-WebSocket-Version", "13");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let stream = TcpStream::connect(server()).await?;
    let (mut connection, response) =
        handshake::client(&Spawning, request.body(Empty::<Bytes>::new()).unwrap(), stream).await?;
    connection.set_auto_close(false);
    Ok((FragmentCollector::new(connection), response))
}

async fn to(path: &str) -> Connection {
    dial(path, &[]).await.unwrap().0
}

async fn send(connection: &mut Connection, last: bool, opcode: OpCode, payload: &[u8]) {
    let frame = Frame::new(last, opcode, None, Payload::Owned(payload.to_vec()));
    connection.write_frame(frame).await.unwrap();
}

/// The next message or control frame; the pings among them are already answered.
async fn next(connection: &mut Connection) -> (OpCode, Vec<u8>) {
    let frame = connection.read_frame().await.unwrap();
    (frame.opcode, frame.payload.to_vec())
}

async fn echoes(connection: &mut Connection, opcode: OpCode, message: &[u8]) {
    send(connection, true, opcode, message).await;
    assert!(next(connection).await == (opcode, message.to_vec()), "not the same came back");
}

async fn fragments() {
    let mut connection = to("/echo").await;
    send(&mut connection, false, OpCode::Text, b"one ").await;
    send(&mut connection, false, OpCode::Continuation, b"").await;
    send(&mut connection, true, OpCode::Ping, b"between").await;
    send(&mut connection, false, OpCode::Continuation, b"two ").await;
    send(&mut connection, true, OpCode::Continuation, b"three").await;
    assert_eq!(next(&mut connection).await, (OpCode::Pong, b"between".to_vec()));
    assert_eq!(next(&mut connection).await, (OpCode::Text, b"one two three".to_vec()));
}

async fn ping() {
    let mut connection = to("/echo").await;
    for payload in ["are you there?", ""] {
        send(&mut connection, true, OpCode::Ping, payload.as_bytes()).await;
        assert_eq!(next(&mut connection).await, (OpCode::Pong, payload.as_bytes().to_vec()));
    }
}

async fn heartbeat() {
    let mut connection = to("/my-websocket-endpoint").await;
    assert_eq!(next(&mut connection).await, (OpCode::Text, WELCOME.as_bytes().to_vec()));
    // It answers pings only while it is asked for messages
    let asked = Instant::now();
    while asked.elapsed() < Duration::from_secs(3) {
        let quiet = timeout(Duration::from_millis(500), next(&mut connection)).await;
        assert!(quiet.is_err(), "{quiet:?}");
    }
    send(&mut connection, true, OpCode::Text, b"still here").await;
    let expected = format!("{RECEIVED}still here");
    assert_eq!(next(&mut connection).await, (OpCode::Text, expected.into_bytes()));
}

async fn close() {
    for (code, reason) in CLOSES {
        let mut connection = to("/echo").await;
        connection.write_frame(Frame::close(code, reason.as_bytes())).await.unwrap();
        let expected = [&code.to_be_bytes(), reason.as_bytes()].concat();
        assert_eq!(next(&mut connection).await, (OpCode::Close, expected));
    }
}

async fn subprotocol() {
    let (_, response) = dial("/echo", &[("Sec-WebSocket-Protocol", "chat.v1")]).await.unwrap();
    assert_eq!(response.headers().get("Sec-WebSocket-Protocol"), None);
    let offer = ("Sec-WebSocket-Protocol", "other, chat.v1, chat.v2");
    let (_, response) = dial("/broadcast", &[offer]).await.unwrap();
    assert_eq!(response.headers()["Sec-WebSocket-Protocol"], "chat.v2");
}

async fn refuses(path: &str, status: u16, headers: &[(&str, &str)]) {
    match dial(path, headers).await {
        Err(WebSocketError::InvalidStatusCode(actual)) => assert_eq!(actual, status),
        other => panic!("{:?}", other.map(|(_, response)| response)),
    }
}

async fn refused_origin() {
    refuses("/broadcast", 403, &[("Origin", "https://evil.example")]).await;
    let (mut own, _) = dial("/broadcast", &[("Origin", OWN_ORIGIN)]).await.unwrap();
    echoes(&mut own, OpCode::Text, b"mine").await;
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    case("text", async { echoes(&mut to("/echo").await, OpCode::Text, TEXT.as_bytes()).await }).await;
    case("binary", async { echoes(&mut to("/echo").await, OpCode::Binary, &binary()).await }).await;
    case("large", async {
        echoes(&mut to("/echo").await, OpCode::Text, large_text().as_bytes()).await;
        echoes(&mut to("/echo").await, OpCode::Binary, &large_binary()).await;
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
