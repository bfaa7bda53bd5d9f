import { valueText } from './value-text.js';

/** The platform of a service, in the terms of an entity. */
export interface Platform {
  /** What the CloudWatch agent and the AWS distribution call the environment if none is set. */
  readonly environment: string;
  readonly attributes: Readonly<Record<string, string>>;
}

type Attributes = Readonly<Record<string, unknown>>;

/** Kinds of workloads by their resource attributes; the one closest to what people deploy is first. */
const WORKLOADS = [
  'k8s.deployment.name',
  'k8s.statefulset.name',
  'k8s.daemonset.name',
  'k8s.cronjob.name',
  'k8s.job.name',
  'k8s.replicaset.name',
  'k8s.pod.name',
];

/**
 * Reads the platform from the attributes of resource detectors. Names and defaults are those of the CloudWatch agent.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/adding-your-own-related-telemetry.html
 */
export function platformOf(attributes: Attributes): Platform {
  const first = (...names: readonly string[]): string | undefined =>
    names.map((name) => valueText(attributes[name])).find((value) => value !== undefined);
  // Newer semantic conventions use a dot.
  const kind = (first('cloud.platform') ?? '').replace('.', '_');
  const host = first('host.name');
  const instance = first('host.id');
  const cluster = first('k8s.cluster.name');
  const namespace = first('k8s.namespace.name');
  const kubernetes = {
    'K8s.Namespace': namespace,
    'K8s.Workload': first(...WORKLOADS),
    'K8s.Node': first('k8s.node.name'),
    'K8s.Pod': first('k8s.pod.name'),
  };

  if (kind === 'aws_lambda') {
    const name = first('faas.name');
    return platform('AWS::Lambda', 'lambda:default', { 'Lambda.Function': name });
  }
  if (kind === 'aws_ecs') {
    const ecs = clusterOf(first('aws.ecs.cluster.arn') ?? first('aws.ecs.cluster.name'));
    return platform('AWS::ECS', `ecs:${ecs ?? 'default'}`, {
      'ECS.Cluster': ecs,
      'ECS.Service': first('aws.ecs.service.name'),
      'ECS.Task': first('aws.ecs.task.id') ?? clusterOf(first('aws.ecs.task.arn')),
    });
  }
  if (kind === 'aws_eks') {
    return platform('AWS::EKS', `eks:${cluster ?? 'default'}/${namespace ?? 'default'}`, {
      'EKS.Cluster': cluster,
      ...kubernetes,
      'EC2.InstanceId': ec2(instance),
    });
  }
  if (namespace !== undefined || kubernetes['K8s.Pod'] !== undefined) {
    return platform('K8s', `k8s:${cluster ?? 'default'}/${namespace ?? 'default'}`, {
      'K8s.Cluster': cluster,
      ...kubernetes,
      'EC2.InstanceId': ec2(instance),
    });
  }
  if (kind === 'aws_ec2') {
    const group = first('ec2.tag.aws:autoscaling:groupName');
    return platform('AWS::EC2', 'ec2:default', {
      'EC2.InstanceId': ec2(instance),
      'EC2.AutoScalingGroup': group,
      Host: host,
    });
  }
  return platform('Generic', 'generic:default', { Host: host });
}

function platform(
  type: string,
  environment: string,
  attributes: Readonly<Record<string, string | undefined>>,
): Platform {
  const known: Record<string, string> = { PlatformType: type };
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) known[name] = value;
  return { environment, attributes: known };
}

/** The name at the end of an ARN; a name alone is one. */
function clusterOf(arn: string | undefined): string | undefined {
  return arn?.slice(arn.lastIndexOf('/') + 1);
}

/** Some detectors put the id of a machine there. */
function ec2(id: string | undefined): string | undefined {
  return id !== undefined && /^i-[0-9a-f]{8,17}$/.test(id) ? id : undefined;
}
