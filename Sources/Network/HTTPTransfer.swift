import CCurl
import Secrecy
import Services
import Synchronization

/// One request on its way: libcurl works on it on a thread of its own, so that no task's thread ever waits.
///
/// Cancelling resumes the caller at once; the thread may need longer, where a name is being resolved.
final class HTTPTransfer: Sendable {
    typealias Outcome = Result<Answered, HTTPFailure>

    /// A response, and the value of the header that the request keeps.
    struct Answered: Sendable {
        let response: HTTPResponse
        let kept: Secret?
    }

    private struct State {
        var waiting: CheckedContinuation<Outcome, Never>?
        var isCancelled = false
    }

    private let request: HTTPRequest
    private let address: HTTPAddress
    private let filling: HTTPFilling
    private let proxy: HTTPProxy?
    private let client: HTTPClient
    private let state = Mutex(State())
    /// Lives as long as this object, because it may be woken from any thread.
    nonisolated(unsafe) private let loop = cu_multi_init()

    init(
        _ request: HTTPRequest, address: HTTPAddress, filling: HTTPFilling, proxy: HTTPProxy?, client: HTTPClient
    ) {
        self.request = request
        self.address = address
        self.filling = filling
        self.proxy = proxy
        self.client = client
    }

    deinit { cu_multi_cleanup(loop) }

    func outcome() async -> Outcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { start($0) }
        } onCancel: {
            cancel()
        }
    }

    private func start(_ continuation: CheckedContinuation<Outcome, Never>) {
        let isCancelled = state.withLock { state in
            if !state.isCancelled { state.waiting = continuation }
            return state.isCancelled
        }
        guard !isCancelled else { return continuation.resume(returning: .failure(.cancelled)) }
        let reference = Unmanaged.passRetained(self)
        let runs = cu_detach(
            { Unmanaged<HTTPTransfer>.fromOpaque($0!).takeRetainedValue().run() }, reference.toOpaque())
        if !runs {
            reference.release()
            finish(.failure(.other("the system allows no more threads")))
        }
    }

    private func cancel() {
        state.withLock { $0.isCancelled = true }
        cu_multi_wakeup(loop)
        finish(.failure(.cancelled))
    }

    /// Only the first outcome counts.
    private func finish(_ outcome: Outcome) {
        let waiting = state.withLock { state in
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: outcome)
    }

    // From here on: the thread.

    private func run() {
        let outcome = filling.lines.withBytes { lines in
            guard let body = filling.body else { return perform(lines: lines, body: nil) }
            return body.withBytes { perform(lines: lines, body: $0) }
        }
        finish(outcome)
    }

    private func perform(lines: UnsafeRawBufferPointer, body: UnsafeRawBufferPointer?) -> Outcome {
        guard let loop, let transfer = cu_easy_init() else { return .failure(.other("out of memory")) }
        defer { cu_easy_cleanup(transfer) }
        let answer = HTTPAnswer(limit: client.limits.bytes, keeping: request.keeps?.name)
        let leadsElsewhere = UnsafeMutablePointer<Bool>.allocate(capacity: 1)
        leadsElsewhere.initialize(to: false)
        defer { leadsElsewhere.deallocate() }
        // Plain HTTP is for this computer alone, which a name only claims to be.
        if !address.isEncrypted, cu_set_loopback_only(transfer, leadsElsewhere) != CURLE_OK {
            return .failure(.other("this libcurl lacks an option that keywizard needs"))
        }
        return withHeaderList(lines) { list in
            guard configure(transfer, headers: list, body: body, answer: answer) else {
                return .failure(.other("this libcurl lacks an option that keywizard needs"))
            }
            cu_multi_add_handle(loop, transfer)
            defer { cu_multi_remove_handle(loop, transfer) }
            guard let code = finalCode(loop) else { return .failure(.cancelled) }
            if answer.isTooLarge { return .failure(.tooLarge(limit: client.limits.bytes)) }
            guard code == CURLE_OK || !leadsElsewhere.pointee else {
                return .failure(.notEncrypted(url: request.url))
            }
            guard code == CURLE_OK else {
                return .failure(
                    HTTPTrouble(code, transfer, address: address, proxy: proxy, limits: client.limits).failure)
            }
            guard answer.hasWholeHeader else { return .failure(.cutOff) }
            let response = answer.response(status: cu_number(transfer, CURLINFO_RESPONSE_CODE))
            return .success(Answered(response: response, kept: answer.kept))
        }
    }

    /// Works until the transfer has ended; nil when it was cancelled.
    private func finalCode(_ loop: UnsafeMutableRawPointer) -> CURLcode? {
        var running: Int32 = 1
        while true {
            guard cu_multi_perform(loop, &running) == CURLM_OK else { return CURLE_FAILED_INIT }
            if running == 0 { break }
            // Woken when it is cancelled; libcurl shortens the time to what its own timers need.
            guard cu_multi_poll(loop, nil, 0, 1000, nil) == CURLM_OK else { return CURLE_FAILED_INIT }
            if state.withLock({ $0.isCancelled }) { return nil }
        }
        var left: Int32 = 0
        return cu_multi_info_read(loop, &left)?.pointee.data.result ?? CURLE_FAILED_INIT
    }

    /// Whether libcurl takes all of it: an option that it doesn't know must not be lost silently.
    private func configure(
        _ transfer: UnsafeMutableRawPointer, headers: UnsafeMutablePointer<curl_slist>?,
        body: UnsafeRawBufferPointer?, answer: HTTPAnswer
    ) -> Bool {
        var codes = [
            cu_set_text(transfer, CURLOPT_URL, request.url),
            cu_set_https_only(transfer, address.isEncrypted),
            cu_set_number(transfer, CURLOPT_FOLLOWLOCATION, 0),
            cu_set_number(transfer, CURLOPT_HTTP_VERSION, cu_http_1_1),
            cu_set_text(transfer, CURLOPT_USERAGENT, client.userAgent),
            cu_set_pointer(transfer, CURLOPT_HTTPHEADER, headers),
            cu_set_number(transfer, CURLOPT_NETRC, cu_netrc_ignored),

            cu_set_number(transfer, CURLOPT_SSL_VERIFYPEER, 1),
            cu_set_number(transfer, CURLOPT_SSL_VERIFYHOST, 2),
            cu_set_number(transfer, CURLOPT_SSLVERSION, cu_tls_1_2),

            cu_set_text(transfer, CURLOPT_PROXY, proxy?.url ?? ""), // "": not the environment's
            cu_set_text(transfer, CURLOPT_NOPROXY, ""),
            // What is for the server isn't for the proxy.
            cu_set_number(transfer, CURLOPT_HEADEROPT, cu_headers_separate),
            cu_set_number(transfer, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),

            cu_set_number(transfer, CURLOPT_NOSIGNAL, 1),
            cu_set_number(transfer, CURLOPT_CONNECTTIMEOUT_MS, client.limits.connecting.milliseconds),
            cu_set_number(transfer, CURLOPT_TIMEOUT_MS, client.limits.whole.milliseconds),

            cu_set_pointer(transfer, CURLOPT_HEADERDATA, Unmanaged.passUnretained(answer).toOpaque()),
            cu_set_receiver(transfer, CURLOPT_HEADERFUNCTION) { line, size, count, answer in
                receive(line, size * count, answer) { $0.appendHeader($1) }
            },
            cu_set_pointer(transfer, CURLOPT_WRITEDATA, Unmanaged.passUnretained(answer).toOpaque()),
            cu_set_receiver(transfer, CURLOPT_WRITEFUNCTION) { bytes, size, count, answer in
                receive(bytes, size * count, answer) { $0.appendBody($1) }
            },
        ]
        if let caFile = client.caFile {
            codes += [
                cu_set_text(transfer, CURLOPT_CAINFO, caFile),
                cu_set_text(transfer, CURLOPT_CAPATH, nil),
                cu_set_text(transfer, CURLOPT_PROXY_CAINFO, caFile),
                cu_set_text(transfer, CURLOPT_PROXY_CAPATH, nil),
            ]
        }
        if let body, !body.isEmpty {
            codes += [
                cu_set_number(transfer, CURLOPT_POSTFIELDSIZE, body.count),
                cu_set_pointer(transfer, CURLOPT_POSTFIELDS, body.baseAddress),
            ]
        } else if request.method == .post || request.method == .put {
            codes.append(cu_set_text(transfer, CURLOPT_COPYPOSTFIELDS, ""))
        }
        codes.append(cu_set_text(transfer, CURLOPT_CUSTOMREQUEST, request.method.rawValue))
        return codes.allSatisfy { $0 == CURLE_OK }
    }
}

/// Lends libcurl's list of header lines, made of pointers into `lines`: no copy of a secret is made.
private func withHeaderList<Result>(
    _ lines: UnsafeRawBufferPointer, _ body: (UnsafeMutablePointer<curl_slist>?) -> Result
) -> Result {
    let starts = lines.indices.filter { $0 == 0 || lines[$0 - 1] == 0 }
    return withUnsafeTemporaryAllocation(of: curl_slist.self, capacity: starts.count) { nodes in
        for (index, start) in starts.enumerated() {
            // libcurl only reads it.
            let line = UnsafeMutableRawPointer(mutating: lines.baseAddress! + start)
            nodes.initializeElement(
                at: index,
                to: curl_slist(
                    data: line.assumingMemoryBound(to: CChar.self),
                    next: index + 1 < starts.count ? nodes.baseAddress! + index + 1 : nil))
        }
        return body(starts.isEmpty ? nil : nodes.baseAddress)
    }
}

/// libcurl's answer to its question: all bytes were taken, or none, which ends the transfer.
private func receive(
    _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ answer: UnsafeMutableRawPointer?,
    _ body: (HTTPAnswer, UnsafeRawBufferPointer) -> Bool
) -> Int {
    guard let answer else { return 0 }
    let goesOn = body(
        Unmanaged<HTTPAnswer>.fromOpaque(answer).takeUnretainedValue(),
        UnsafeRawBufferPointer(start: bytes, count: count))
    return goesOn ? count : 0
}

extension Duration {
    fileprivate var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
