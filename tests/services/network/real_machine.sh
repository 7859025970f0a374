# A machine of its own for tests of the network: run by `unshare --mount --net`, it lives until its input ends.
# $1: the folder that tests/get-networkmanager names.
# Its socket eth0 has a cable to another machine, `router`, in which it is called port and has the address 192.168.7.1.
set -eu
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir /run/etc /run/work
if [ "$1" != / ]; then
	mount -t overlay -o "lowerdir=$1/usr:/usr" overlay /usr
fi
mount -t overlay -o lowerdir=/etc,upperdir=/run/etc,workdir=/run/work overlay /etc
mkdir -p /etc/NetworkManager
mount -t tmpfs tmpfs /etc/NetworkManager
mount -t tmpfs tmpfs /var/lib
mkdir -p /etc/NetworkManager/dnsmasq-shared.d /etc/NetworkManager/system-connections /var/lib/NetworkManager
chmod -R go= /etc/NetworkManager
# What may not be written is not asked by NetworkManager for devices that udev has not named.
mount -t sysfs -o ro sysfs /sys

ip link set lo up
ip netns add router
ip link add eth0 type veth peer name port netns router
ip -n router link set lo up
ip -n router address add 192.168.7.1/24 dev port
ip -n router link set port up

own=$(readlink /proc/self/ns/net)
other=$(ip netns exec router readlink /proc/self/ns/net)
end() {
	for place in /proc/[0-9]*; do
		process=${place#/proc/}
		case "$(readlink "$place/ns/net" 2>/dev/null)" in
		"$own" | "$other") [ "$process" = $$ ] || kill -s KILL "$process" 2>/dev/null || true ;;
		esac
	done
}
trap end EXIT
echo $$
read -r _ || true
