import COpenSSL
import Secrecy

/// Points of the NIST curves, as OpenSSL computes with them.
struct EllipticPoint: ~Copyable {
    let curve: EllipticCurve
    private let group: OpaquePointer
    private let point: OpaquePointer

    /// The point that the bytes stand for, compressed or not; refused when it isn't on the curve.
    init(_ curve: EllipticCurve, _ bytes: [UInt8]) throws(KeyError) {
        self.init(curve)
        guard EC_POINT_oct2point(group, point, bytes, bytes.count, nil) == 1,
            EC_POINT_is_at_infinity(group, point) == 0
        else {
            ERR_clear_error()
            throw .malformed("the public key isn't a point on \(curve.name)")
        }
    }

    /// The public point of a secret scalar, which must be between 1 and the group's order.
    init(_ curve: EllipticCurve, scalar: UnsafeRawBufferPointer) throws(KeyError) {
        self.init(curve)
        guard scalar.magnitude.count <= curve.coordinateLength else { throw Self.scalarOutOfRange(curve) }
        let number = BigNumber(scalar)
        number.markSecret()
        guard let order = EC_GROUP_get0_order(group), !number.isZero, BN_cmp(number.pointer, order) < 0 else {
            throw Self.scalarOutOfRange(curve)
        }
        let context = Arithmetic()
        guard EC_POINT_mul(group, point, number.pointer, nil, nil, context.context) == 1 else {
            throw .openSSL("derive the \(curve.name) public key")
        }
    }

    private init(_ curve: EllipticCurve) {
        guard let group = EC_GROUP_new_by_curve_name(curve.openSSLIdentifier), let point = EC_POINT_new(group) else {
            fatalError("out of memory")
        }
        (self.curve, self.group, self.point) = (curve, group, point)
    }

    deinit {
        EC_POINT_clear_free(point)
        EC_GROUP_free(group)
    }

    /// The point as SSH writes it: 04‖X‖Y.
    var uncompressed: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: curve.pointLength)
        EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, &bytes, bytes.count, nil)
        return bytes
    }

    private static func scalarOutOfRange(_ curve: EllipticCurve) -> KeyError {
        .malformed("the private number is outside the range of \(curve.name)")
    }
}

extension EllipticCurve {
    fileprivate var openSSLIdentifier: Int32 {
        switch self {
        case .nistp256: NID_X9_62_prime256v1
        case .nistp384: NID_secp384r1
        case .nistp521: NID_secp521r1
        }
    }

    /// The curve whose numbers a definition spells out (SEC 1, C.2), as old programs wrote it instead of a name.
    /// Every number is compared: with another generator, anyone can make a private key for a given public one.
    init(definition: DERReader) throws(KeyError) {
        var definition = definition
        _ = try definition.smallInteger()
        var field = try definition.sequence()
        guard try field.oid() == OID(1, 2, 840, 10045, 1, 1) else { throw .unknownCurve }
        let prime = try field.integer()
        var equation = try definition.sequence()
        let (a, b) = (try equation.octets().magnitude, try equation.octets().magnitude)
        let (generator, order) = (Array(try definition.octets()), try definition.integer())
        for curve in Self.allCases {
            let numbers = curve.definition
            guard prime.equals(numbers.prime), a.equals(numbers.a), b.equals(numbers.b), order.equals(numbers.order),
                (try? EllipticPoint(curve, generator).uncompressed) == numbers.generator
            else { continue }
            self = curve
            return
        }
        throw .unknownCurve
    }

    /// The numbers that make the curve, as OpenSSL knows them.
    private var definition: (prime: [UInt8], a: [UInt8], b: [UInt8], generator: [UInt8], order: [UInt8]) {
        let (prime, a, b) = (BigNumber(), BigNumber(), BigNumber())
        guard let group = EC_GROUP_new_by_curve_name(openSSLIdentifier),
            EC_GROUP_get_curve(group, prime.pointer, a.pointer, b.pointer, nil) == 1,
            let point = EC_GROUP_get0_generator(group), let order = EC_GROUP_get0_order(group)
        else { fatalError("out of memory") }
        defer { EC_GROUP_free(group) }
        var generator = [UInt8](repeating: 0, count: pointLength)
        EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, &generator, generator.count, nil)
        var orderBytes = [UInt8](repeating: 0, count: coordinateLength)
        BN_bn2bin(order, &orderBytes)
        return (prime.bytes, a.bytes, b.bytes, generator, orderBytes)
    }

    /// OpenSSL's name of the group.
    var groupName: String {
        switch self {
        case .nistp256: "prime256v1"
        case .nistp384: "secp384r1"
        case .nistp521: "secp521r1"
        }
    }
}

extension KeyError {
    fileprivate static let unknownCurve = KeyError.unsupported(
        "an EC key on a curve of its own; SSH supports only nistp256, nistp384 and nistp521")
}
